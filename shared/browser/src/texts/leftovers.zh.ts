/**
 * 监票人页面的中文：扫描未发出的凭条、签封箱记录。英文在 leftovers.en.ts。
 *
 * What scrutineers read in Chinese. `leftovers.en.ts` has the same keys, or it does not compile.
 */
import type { Hitch } from "../leftovers/table.ts";

/** What happened, and what to do next. */
export interface HitchText {
  readonly what: string;
  readonly step: string;
}

const hitches: { readonly [H in Hitch]: HitchText } = {
  unknown_meeting: {
    what: "没有找到这个会议",
    step: "请核对网址里的会议编号。",
  },
  not_authentic: {
    what: "内容与会务签发的不一致",
    step: "可能有人改动过。请不要继续签名，把这个页面给会议主持人看，改用命令行核对。",
  },
  not_frozen: {
    what: "凭条名单还没有固定",
    step: "名单公布之后才能扫描未发出的凭条。请等会务固定名单，再看一次。",
  },
  no_network: {
    what: "连不上票箱",
    step: "已经扫的、签的都还在这个页面里。请检查网络，再试一次。",
  },
  busy: {
    what: "票箱现在很忙",
    step: "已经扫的、签的都还在这个页面里。请等十几秒，再试一次。",
  },
  browser: {
    what: "这个浏览器不能计算",
    step: "请换一个新版的浏览器，或者换一台电脑。",
  },
  internal: {
    what: "系统出错了",
    step: "请再试一次；还是这样，请改用命令行 ostraka slips。",
  },
  wrong_passphrase: {
    what: "口令不对",
    step: "密钥文件是好的。请看清大小写和输入法，再输一次。",
  },
  damaged_key_file: {
    what: "这个文件不是完整的密钥文件",
    step: "文件选错了，或者已经损坏。请选另一份副本。",
  },
  other_key_file: {
    what: "这是别的密钥文件",
    step: "它不是监票人的密钥文件。请选您自己的那一个。",
  },
  key_file_too_hard: {
    what: "这个浏览器打不开这个密钥文件",
    step: "内存不够，或者文件的参数特别。请换一台电脑，或者用命令行签名。",
  },
  key_not_named: {
    what: "这把密钥不属于本次会议的监票人",
    step: "没有签名。请选会前登记的那个密钥文件。",
  },
  signed_already: {
    what: "这位监票人已经签过",
    step: "请另一位监票人选自己的密钥文件签名。",
  },
  no_file: {
    what: "还没有选文件",
    step: "请先选择文件。",
  },
  not_a_scan: {
    what: "这个文件不是本会议的扫描文件",
    step: "它不完整，或者被改过。请重新从另一台电脑保存一次。",
  },
  scan_of_other_meeting: {
    what: "这个扫描文件属于别的会议",
    step: "请打开本次会议的扫描文件。",
  },
  round_open: {
    what: "还有一轮投票没有结束，票箱不收",
    step: "凭条还在使用。请等投票截止、会议结束，再点一次公布。",
  },
  meeting_not_finished: {
    what: "会议还没有结束，票箱不收",
    step: "凭条还可能发给迟到的人。请会议工作人员在会议页点“结束会议”；已经结束的，请看会议页有没有文件没有送达。然后再点一次公布；签过的名还在。",
  },
  leftovers_stand: {
    what: "这个票类已经公布过另一份扫描",
    step: "公布过的不能更换。请把两份的张数都写进会议记录，告诉会议主持人。",
  },
  refused: {
    what: "票箱没有收下",
    step: "没有公布。请重新扫描、重新签名；还是这样，请改用命令行 ostraka slips。",
  },
};

export const zh = {
  title: "监票人",
  otherLanguage: "English",
  skip: "跳到主要内容",
  rehearsal: "演练：不计入任何正式结果",
  hitches,
  again: "再看一次",
  code: "代码：",

  loading: { heading: "正在读取会议", lead: "请稍等。" },

  choosing: {
    heading: "扫描未发出的凭条",
    lead: "会议结束后、计票之前，两位监票人在一起，把没有发出的凭条和备用凭条一张一张扫描，然后各自签名，公布出来。",
    meeting: "会议",
    words: "先和会场大屏幕比对六个词，一个一个看：",
    ours: "中文",
    others: "英文",
    class: "扫描哪一类？",
    printed: (count: number) => `印制 ${count} 张`,
    done: (count: number) => `已公布 ${count} 张未发出`,
    unusable: "名单不一致，不能扫描",
    handedOut: "这一类发出了多少张？",
    handedOutHint: "两位监票人点清并已登记的张数。备用凭条没有发出去，就算未发出。",
    begin: "开始扫描",
    final: "公布以后不能更改，扫描过的凭条也不能再发给任何人。",
    open: "还有一轮投票正在进行",
    openMeans: "凭条还在使用，现在扫描的结果票箱不收。请等投票截止、会议结束，再看一次。",
    unfinished: "会议还没有结束",
    unfinishedMeans:
      "后面可能还有一轮，凭条还可能发给迟到的人，现在扫描的结果票箱不收。请会议工作人员在会议页点“结束会议”，再看一次。",
    resume: "另一台电脑已经扫完？打开扫描文件",
    file: "扫描文件",
    load: "打开扫描文件",
    problem: "还不能开始",
    noClass: "请选择一个票类",
    noNumber: "请输入发出的张数，例如 106",
    tooMany: (printed: number) => `发出的不可能比印制的多：这一类印制 ${printed} 张`,
  },

  scanning: {
    heading: (letter: string) => `${letter} 类：扫描未发出的凭条`,
    count: (scanned: number, expected: number) => `已扫 ${scanned} 张，应有 ${expected} 张`,
    sum: (printed: number, handedOut: number, left: number) =>
      `印制 ${printed} 张 ＝ 发出 ${handedOut} 张 ＋ 未发出 ${left} 张`,
    missing: (count: number) => `还差 ${count} 张。`,
    full: "张数齐了。再看一遍桌上、信封里有没有剩下的，然后点“扫完了”。",
    over: (count: number) => `多出 ${count} 张。请核对发出的张数。`,
    first: "扫第一张吧。扫码枪直接扫，不用点任何地方。",
    camera: "用摄像头扫描",
    cameraStop: "关掉摄像头",
    cameraPicture: "摄像头画面",
    cameraRefused: "不能使用摄像头。请在浏览器里允许，或者用扫码枪、手工输入。",
    gun: "扫码枪：扫就行，焦点在哪里都可以。枪要设成扫完按回车，键盘用英文。",
    typed: "扫不了？手工输入",
    typedLabel: "凭条代码",
    signals: "声音和震动",
    typedHint: "照凭条输入，例如 A-yGygx-bUZDje-AshYr-mm3QYz-Ru85；大小写要一致。",
    add: "加上这一张",
    group: (place: number) => `第 ${place} 组不对，请对照凭条检查。`,
    taken: (place: number, mark: string) => `第 ${place} 张，尾号 ${mark}，记下了`,
    bad: "看不清，没有记下",
    badStep: "请再扫一次，或者照凭条输入。",
    badGroup: (place: number) => `第 ${place} 组不对，没有记下。请对照凭条再输一次。`,
    otherClass: (letter: string) => `这是 ${letter} 类的凭条，没有记下`,
    otherClassStep: "请另放一堆，扫那一类时再扫。",
    twice: (mark: string) => `尾号 ${mark} 已经扫过，不重复计`,
    twiceStep: "把它放到扫过的那一堆。",
    unlisted: (mark: string) => `尾号 ${mark} 不在本会议的名单上，没有记下`,
    unlistedStep: "它属于别的会议，或者是作废的一批。请另放，并写进会议记录。",
    failed: "没有记下",
    last: "刚才扫的几张",
    none: "还没有",
    line: (place: number, mark: string) => `第 ${place} 张，尾号 ${mark}`,
    undo: "撤销最后一张",
    undone: (mark: string) => `已撤销尾号 ${mark}`,
    sound: "声音提示",
    vibration: "震动提示",
    finish: "扫完了",
    abandon: "不扫了，回到开头",
    abandonSure: "再点一次：扫过的都不要了",
  },

  counting: {
    heading: "签名之前，先核对张数",
    lead: "印制的张数，必须等于发出的加未发出的；差一张，这一轮就不能计票，而且不能重来。请输入您自己点清的发出张数，和扫描文件对一对。",
    printed: "印制",
    compare: "核对张数",
    leave: "不签，回到开头",
  },

  differing: {
    heading: "张数对不上",
    what: (scanned: number, expected: number) =>
      `扫了 ${scanned} 张，按登记的发出张数应有 ${expected} 张。`,
    means:
      "这样公布，计票服务会因为“印制 ≠ 发出 ＋ 未发出”拒绝给这一轮计票，而且不能重来。先把差别找出来：",
    fewer: [
      "再找一遍：桌面、信封、备用凭条、打印机、废纸篓、裁坏的和作废的凭条。",
      "看看有没有两张粘在一起，或者扫的时候没有响应。",
      "两位监票人重新点一遍发出的张数；点错了，先在会务登记里改正，再在下面改。",
      "还是少：有凭条不知去向。写进会议记录，由主持人决定这一轮是否重来。",
    ],
    more: [
      "多扫的凭条也许是已经发出又退回的：退回的凭条没有投票，也算未发出，发出的张数要减去。",
      "两位监票人重新点一遍发出的张数；点错了，先在会务登记里改正，再在下面改。",
      "还是多：写进会议记录，由主持人决定这一轮是否重来。",
    ],
    handedOut: "改正后的发出张数",
    correct: "按这个张数",
    more_: "继续扫描",
    insist: "找不到原因，照实签名",
  },

  signing: {
    heading: "两位监票人签名",
    lead: "请两位监票人一起看：要签的就是下面这些。在两台电脑上签，六个词必须一样。",
    meeting: "会议",
    class: "票类",
    number: "未发出",
    slips: (count: number) => `${count} 张`,
    sum: "核对",
    differs: (scanned: number, expected: number) =>
      `扫了 ${scanned} 张，应有 ${expected} 张：对不上`,
    words: "这份扫描的六个词",
    ours: "中文",
    others: "英文",
    who: "签名",
    yes: "已签",
    no: "未签",
    form: (place: number): string => (place === 1 ? "第一位监票人" : "第二位监票人"),
    file: "您的密钥文件",
    passphrase: "密钥文件的口令",
    passphraseHint: "口令和密钥只在这个浏览器里用一次，不发送，不保存。",
    sign: "签名",
    working: "正在打开密钥文件，大约几秒钟 …",
    save: "保存扫描文件",
    saveHint: "另一位在别的电脑上签：保存文件，用优盘带过去，在那里打开。命令行也能读。",
    publish: "公布",
    publishLead: "两位都签了。公布以后不能更改。",
    back: "回去继续扫描",
    problem: "没有签名",
    notPublished: "没有公布",
    noFile: "请选择您的密钥文件",
    noPassphrase: "请输入口令",
  },

  published: {
    heading: "已公布",
    what: (letter: string, count: number) => `票箱收下了：${letter} 类未发出 ${count} 张。`,
    signers: (names: string) => `签名：${names}`,
    rounds: "这一类各轮的情况",
    states: {
      draft: "没有用过",
      frozen: "没有用过",
      open: "正在投票",
      closed: "已截止，等待计票",
      sealed: "票数不足，不开票",
      counted: "已计票",
      certified: "已签发结果",
      annulled: "已作废",
      cancelled: "已取消",
    } as { readonly [state: string]: string },
    annulled: "这一轮作废",
    and: "、",
    annulledMeans: (rounds: string) => `票箱说，已经作废：${rounds}。所投的票都不计算。`,
    annulledStep: "请告诉会议主持人，安排重新投票，并写进会议记录。",
    checking: "正在核对公布的票箱里有没有这些凭条投的票 …",
    clean: "本页核对过公布的票箱：没有一张未发出的凭条投过票。",
    voted: (count: number) => `有 ${count} 张选票是用未发出的凭条投的`,
    votedMeans: "照规则，这一轮将被作废；会务收到计票服务的通知后，票箱在这里说明。",
    unchecked: "没能核对公布的票箱；计票服务会核对。",
    look: "再看一次",
    next: "扫描另一类",
    closing: "去签封箱记录",
  },

  /** A sheet; `turn` is told only where a class has voted on several of this title. */
  sheet: (title: string, turn: number | undefined) =>
    turn === undefined ? title : `${title}，第 ${turn} 次投票`,

  closing: {
    heading: "核对并签署封箱记录",
    lead: "每一轮截止后，每位监票人各自核对公布的票箱，再签封箱记录。两人都签了，才能计票。",
    boxes: "票箱",
    none: "还没有截止并公布的票箱。",
    checkAll: (count: number) => `核对全部 ${count} 个票箱`,
    allLead: "一个一个核对，全部一致后一次签名：密钥文件只选一次，口令只输一次。也可以单独核对一个。",
    box: (name: string, letter: string) => `${name}（${letter} 类）`,
    ballots: (count: number) => `${count} 张票`,
    signedBy: (names: string) => (names === "" ? "还没有人签" : `已签：${names}`),
    check: "核对",
    checking: "正在核对",
    checkingLead: "下载整个票箱的档案，逐张重算。票多时要几分钟，请不要关闭页面。",
    checkingOne: (place: number, all: number, name: string) =>
      `第 ${place} 个，共 ${all} 个：${name}`,
    megabytes: (count: string) => `已核对 ${count} MB`,
    stop: "停下",
    wrong: "封箱记录与公布的票箱不一致",
    wrongStep: "请不要签名。马上告诉会议主持人和另一位监票人，把这个页面给他们看。",
    wrongAmong: (place: number, all: number) =>
      `这是 ${all} 个票箱中的第 ${place} 个；前面 ${place - 1} 个一致，后面 ${all - place} 个还没有核对。没有签名。`,
    back: "回到票箱列表",
    sign: "签封箱记录",
    signLead: "本页下载了公布的档案，重算过：票箱编号、选票内容、凭条名单、票数、每一张票的追踪码，都和封箱记录一致。这里核对的是哈希值；加密证明由计票服务和密钥持有人核对。",
    number: "票数",
    where: "票箱",
    words: "封箱记录的六个词，会场大屏幕上也是这六个：",
    signAll: "签封箱记录",
    signAllLead: (count: number) =>
      `这 ${count} 个票箱，本页都下载了公布的档案，重算过：票箱编号、选票内容、凭条名单、票数、每一张票的追踪码，都和封箱记录一致。这里核对的是哈希值；加密证明由计票服务和密钥持有人核对。`,
    signed: (count: number) => `${count} 个票箱`,
    allWords: "每个票箱下面是它的封箱记录的六个词，会场大屏幕上也是这六个。",
    formAll: "用您的密钥一次签名",
    doneOne: "已签一个",
    doneOneStep: "票箱收下了这个签名。请另一位监票人自己核对，再签名。",
    doneBoth: "两位都签了",
    doneBothStep: "这个票箱可以计票了。",
    taken: (count: number, all: number) => `您签了 ${count} 个票箱，共 ${all} 个`,
    takenStep: "票箱收下了这些签名。请另一位监票人自己核对，再签名。",
    takenBothStep: "票箱收下了这些签名，两位都签了：这些票箱可以计票了。",
    notTaken: (count: number, all: number) =>
      all === 1 ? "票箱没有收下签名" : `只收下 ${count} 个签名，共 ${all} 个票箱`,
    rest: (count: number) => `${count} 个签名已经签好，还没有交出。不用再选密钥文件。`,
    handIn: (count: number) => `交出 ${count} 个签名`,
  },
};

/** What every language says. */
export type LeftoversTexts = typeof zh;
