/**
 * 投票页面的中文。键的名字说明用在哪里；英文在 en.ts，缺一个键就不能编译。
 *
 * What the voter reads in Chinese. `en.ts` has the same keys, or it does not compile.
 */
import type { Trouble } from "../booth/troubles.ts";

/** One thing that stands in the way: what it is, what it means for the vote, what to do. */
export interface TroubleText {
  readonly what: string;
  readonly means: string;
  readonly step: string;
}

const troubles: { readonly [T in Trouble]: TroubleText } = {
  bad_code: {
    what: "凭条代码不对",
    means: "代码不完整，或者有一组输错了。还没有投票。",
    step: "请再扫一次凭条上的二维码，或者对照凭条逐组检查。",
  },
  other_class: {
    what: "这张凭条不属于本次会议",
    means: "本次会议没有这个票类。还没有投票。",
    step: "请看凭条上的会议名称；如果名称一致，请把凭条交工作人员查看。",
  },
  unknown_slip: {
    what: "名单上没有这张凭条",
    means: "它可能属于另一场会议，或者已经作废、换发。还没有投票。",
    step: "请核对代码；没有输错的话，请工作人员换一张凭条。",
  },
  unknown_meeting: {
    what: "没有找到这个会议",
    means: "这个网址不是本次会议的投票网址。还没有投票。",
    step: "请重新扫描凭条上的二维码，或请工作人员帮助。",
  },
  used_slip: {
    what: "这张凭条已经投过票",
    means: "先投的那一票有效，刚才填的没有投出。",
    step: "如果之前的票不是您投的，请马上告诉监票人。",
  },
  annulled: {
    what: "这一轮投票已经作废",
    means: "这一轮的票都不计算。",
    step: "请听主持人安排。重新投票时，用同一张凭条。",
  },
  ended: {
    what: "投票已经结束",
    means: "本次会议的投票都已截止，不再收票。",
    step: "可以关闭这个页面。如有疑问，请问监票人。",
  },
  closed_meanwhile: {
    what: "投票已经截止",
    means: "您的票到达之前，主持人已宣布截止。这一票没有投出。",
    step: "请告诉监票人。如果还有下一轮，可以用同一张凭条。",
  },
  box_changed: {
    what: "投票内容有变化",
    means: "页面打开以后，会场更换了投票内容。刚才填的没有投出。",
    step: "请重新开始：再看一次内容，再填一次。",
  },
  not_authentic: {
    what: "内容与公布的不一致",
    means: "页面收到的内容没有通过核对，可能有人改动过。还没有投票。",
    step: "请不要继续，把这个页面给监票人看。",
  },
  words_differ: {
    what: "六个词不一致，请不要投票",
    means: "这个页面可能不是真的。还没有投票。",
    step: "请把这个页面给监票人看，或者换一部手机再试。",
  },
  false_receipt: {
    what: "回执没有通过核对",
    means: "票已送到票箱，但收到的回执不是真的，不能算投出。",
    step: "请不要关闭页面，马上叫监票人来看。",
  },
  no_network: {
    what: "连不上票箱",
    means: "手机现在没有网络，或者网络太慢。还没有投票。",
    step: "请检查手机网络（会场 Wi-Fi 或流量），再试一次。",
  },
  busy: {
    what: "现在投票的人太多",
    means: "票箱忙不过来。还没有投票。",
    step: "请等十几秒，再试一次。",
  },
  old_page: {
    what: "这个页面太旧了",
    means: "页面和票箱的版本不同。刚才填的没有投出。",
    step: "请重新扫描凭条上的二维码，打开新的页面。",
  },
  browser: {
    what: "这个浏览器不能投票",
    means: "它不能运行加密程序。还没有投票。",
    step: "请用手机自带的浏览器再扫一次码；还是不行，请到会场的投票机上投票。",
  },
  internal: {
    what: "系统出错了",
    means: "出了意外的错误，没有收到回执。",
    step: "请再试一次；还是这样，请告诉工作人员。",
  },
};

export const zh = {
  steps: {
    label: "投票步骤",
    names: ["凭条", "填写", "核对", "投出", "完成"],
  },
  otherLanguage: "English",
  skip: "跳到主要内容",
  rehearsal: "演练：这一票不计入任何正式结果",
  title: "投票",

  code: {
    heading: "输入凭条代码",
    lead: "用手机相机扫描凭条上的二维码最方便。也可以照着凭条输入，大小写要一致。",
    hint: "填满一组会自动跳到下一组；也可以整串粘贴。",
    letter: "票类（1 个字母）",
    group: (place: number, size: number) => `第 ${place} 组（${size} 个字）`,
    checks: "校验码（4 个字）",
    go: "下一步",
    scan: "用摄像头扫描",
    reloaded:
      "页面重新打开了。为了保密，这里什么都不保存。如果刚才看到了“已投出”，您的票已经投好，不用再做什么；如果没有看到，请重新扫码，再填一次。",
    problem: "代码还不对",
    noLetter: "请输入凭条最前面的票类字母",
    open: (place: number) => `第 ${place} 组还没有输完`,
    wrong: (place: number) => `第 ${place} 组不对，请对照凭条检查`,
    noChecks: "请输入凭条最后的 4 个校验码",
    right: "正确",
    bad: "不对",
  },
  camera: {
    heading: "扫描凭条上的二维码",
    lead: "把二维码放在画面中间。图像只在这部手机里识别，不会发送，也不会保存。",
    picture: "摄像头画面",
    stop: "改为手工输入",
    refused: "不能使用摄像头。请在浏览器里允许使用摄像头，或者手工输入代码。",
    notSlip: "这个二维码不是投票凭条。",
  },
  looking: {
    heading: "正在核对",
    lead: "正在读取会议和票箱的资料，并逐项核对。请稍等几秒。",
  },
  waiting: {
    not_open: {
      heading: "投票还没有开始",
      lead: "您的代码没有输错。请等主持人宣布开始，这个页面会自动进入投票。",
    },
    between_rounds: {
      heading: "现在没有开放的投票",
      lead: "上一轮已经截止。下一轮开始时，这个页面会自动进入投票。",
    },
    keep: "请不要关闭页面。",
    look: "现在看看",
    looked: "还没有开始。",
    offline: "暂时连不上票箱，正在继续尝试。",
  },
  words: {
    heading: "核对会议和六个词",
    lead: "请把下面六个词和会场大屏幕上的比较，一个一个看。",
    ours: "中文",
    others: "英文",
    same: "完全一样，开始填写",
    differ: "不一样",
    meeting: "会议",
    item: "内容",
    class: "票类",
    size: "项数",
    contests: (count: number) => `${count} 项`,
  },
  secrecy: {
    summary: "谁能知道我怎么投？",
    kept: "选票在这部手机里加密，任何人都不能单独打开一张票，公布的只有合计。票箱不记录姓名、地址和投票时间，凭条上也没有号码。",
    live: "没有办法防住的有三种情况：有人正在看您的屏幕；有人在投票的同时监视会场的网络；票箱给您的手机换了一个程序，不是公布的那一个。",
  },
  marking: {
    position: (place: number, total: number) => `第 ${place} 项，共 ${total} 项`,
    auto: "点一下就选定，并自动到下一项。随时可以回来改。",
    pick: (most: number) => `最多选 ${most} 个，也可以不选。`,
    pickOne: "最多选 1 个，也可以不选。",
    left: (count: number) => (count === 0 ? "已选满" : `还可以选 ${count} 个`),
    full: (most: number) => `最多选 ${most} 个。要换，请先取消一个。`,
    before: "上一项",
    after: "下一项",
    skip: "暂不填，下一项",
    review: "核对",
    backToReview: "回到核对",
    find: "按姓名查找",
    found: (count: number) => `找到 ${count} 项`,
    nothing: "没有找到。请换一个字再试。",
    all: "显示全部",
    progress: (done: number, total: number) => `已填 ${done} / ${total}`,
    nextOpen: "下一个未填",
  },
  review: {
    heading: "核对您的选择",
    lead: "请看一遍。投出以后不能修改。",
    open: (count: number) => `还有 ${count} 项没有填`,
    openMeans: "没有填的，评价和表决按“弃权”计，推选按“不选”计。",
    goToOpen: "去填写",
    accept: (count: number) => `我确认：这 ${count} 项不填，按弃权计`,
    acceptFirst: (count: number) => `请先确认这 ${count} 项按弃权计，或者回去填写`,
    problem: "还差一步",
    unanswered: "未填",
    mayPickMore: (count: number) => `还可以选 ${count} 个`,
    change: "修改",
    changeWhat: (title: string) => `修改：${title}`,
    encrypt: "没有错，加密选票",
    back: "回到测评表",
  },
  encrypting: {
    heading: "正在加密",
    lead: "加密在这部手机里进行，请稍等。还没有投出。",
    progress: "加密进度",
  },
  ready: {
    status: "尚未投出",
    lead: "选票已经加密，但还在这部手机里。请点下面的按钮投出。",
    send: "投出选票",
    change: "返回修改",
    busy: "现在投票的人太多，票箱还没有收下。请等十几秒，再点“投出选票”。",
    tracker: "选票编号",
    trackerUse: "可以抄下来，截止后用它查到自己的票已计入。它不显示您怎么投。",
  },
  sending: {
    lead: "正在投出，请不要关闭页面……",
    slow: "网络较慢，正在用同一张选票再试。重复发送也只算一票。",
  },
  unsure: {
    status: "还不能确定",
    lead: "没有收到票箱的回执：可能已投出，也可能没有。",
    step: "请检查网络，再点一次。发送的是同一张选票，只会算一票。",
    again: "再试一次",
  },
  cast: {
    status: "已投出",
    lead: "您的票已经在票箱里，不能修改，也不用再做什么。",
    done: "可以关闭这个页面。",
    receipt: "回执",
    receiptUse: "想以后查验就保存回执：复制文字，或者截图。它不显示您怎么投。",
    qr: "回执的二维码",
    copy: "复制回执",
    copied: "已复制",
    notCopied: "不能自动复制，请长按回执文字复制。",
    check: "查验网址：",
    awaited: "如果还有下一轮，请留着这个页面，开始后会在这里提示。",
    open: "下一轮投票开始了",
    goOn: "开始下一轮",
  },
  stopped: {
    again: "再试一次",
    restart: "重新开始",
    test: "检查这部手机",
    nextRound: "等下一轮",
    reload: "重新打开页面",
    code: "代码：",
  },
  troubles,
};

/** The same keys for every language; texts of their own. */
export type Texts = typeof zh;
