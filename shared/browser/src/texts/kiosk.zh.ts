/**
 * 投票机的中文：`boothZh` 是投票页面里换成“投票机”说法的句子，`kioskZh` 是投票机自己的句子。
 *
 * What the kiosk says in Chinese: the booth's texts where a phone is not meant, and the kiosk's own.
 * `kiosk.en.ts` has the same keys, or it does not compile.
 */
import { type Texts, zh } from "./zh.ts";

export const boothZh: Texts = {
  ...zh,
  title: "投票机",
  code: {
    ...zh.code,
    lead: "请照着凭条输入，大小写要一致。",
    hint: "填满一组会自动跳到下一组。",
  },
  camera: {
    ...zh.camera,
    lead: "把二维码放在画面中间。图像只在这台机器里识别，不会发送，也不会保存。",
    refused: "不能使用摄像头。请用扫描器，或者手工输入代码。",
  },
  waiting: {
    ...zh.waiting,
    not_open: {
      heading: "这个票类的投票还没有开始",
      lead: "您的凭条没有错，也没有用掉。请等主持人宣布开始，再来扫描。",
    },
    between_rounds: {
      heading: "这个票类现在没有开放的投票",
      lead: "您的凭条没有错，也没有用掉。下一轮开始时，请再来扫描。",
    },
    keep: "现在可以离开投票机。",
  },
  secrecy: {
    ...zh.secrecy,
    kept: "选票在这台机器里加密，任何人都不能单独打开一张票，公布的只有合计。票箱不记录姓名、地址和投票时间，凭条上也没有号码。每位选民离开后，屏幕上和浏览器里的内容都会清除。",
    live: "没有办法防住的有三种情况：有人正在看屏幕；有人在投票的同时监视会场的网络；有人事先改动过这台机器，或票箱给它换了一个程序，不是公布的那一个。",
  },
  encrypting: {
    ...zh.encrypting,
    lead: "加密在这台机器里进行，请稍等。还没有投出。",
  },
  ready: {
    ...zh.ready,
    lead: "选票已经加密，但还没有送进票箱。请点下面的按钮投出。",
  },
  sending: {
    lead: "正在投出，请不要离开……",
    slow: "网络断了，或者太慢。正在用同一张选票再试；重复发送也只算一票。",
  },
  unsure: {
    ...zh.unsure,
    step: "这台机器会自己再试，也可以点下面的按钮。发送的是同一张选票，只会算一票。",
    again: "现在再试",
  },
  stopped: { ...zh.stopped, restart: "结束，清空屏幕" },
  troubles: {
    ...zh.troubles,
    unknown_meeting: {
      ...zh.troubles.unknown_meeting,
      means: "这台投票机打开的不是本次会议。还没有投票。",
      step: "请叫工作人员来看。",
    },
    ended: { ...zh.troubles.ended, step: "现在可以离开投票机。如有疑问，请问监票人。" },
    box_changed: {
      ...zh.troubles.box_changed,
      means: "您开始填写以后，会场更换了投票内容。刚才填的没有投出。",
      step: "请再扫一次凭条：再看一次内容，再填一次。",
    },
    not_authentic: {
      ...zh.troubles.not_authentic,
      means: "投票机收到的内容没有通过核对，可能有人改动过。没有投票。",
      step: "请不要用这台机器投票，马上叫监票人来看。",
    },
    words_differ: {
      what: "六个词不一致，请不要使用这台机器",
      means: "它打开的可能不是真的投票页面，或者是另一场会议。",
      step: "请核对网址和大屏幕；还是不一致，请告诉监票人，换一台机器。",
    },
    false_receipt: {
      ...zh.troubles.false_receipt,
      step: "请不要离开，马上叫监票人来看这台机器。",
    },
    no_network: {
      ...zh.troubles.no_network,
      means: "投票机现在没有网络，或者网络太慢。还没有投票，凭条没有用掉。",
      step: "请再扫一次凭条，或者换一台投票机、用手机投票。",
    },
    busy: { ...zh.troubles.busy, step: "请等十几秒，再扫一次凭条。" },
    internal: {
      ...zh.troubles.internal,
      step: "请再扫一次凭条；还是这样，请告诉工作人员。",
    },
    old_page: {
      ...zh.troubles.old_page,
      what: "投票机的页面太旧了",
      step: "请叫工作人员重新打开投票机的页面，再扫一次凭条。",
    },
    browser: {
      what: "这台机器不能投票",
      means: "它不能运行加密程序。还没有投票，凭条没有用掉。",
      step: "请叫工作人员来看，或者换一台投票机、用手机投票。",
    },
  },
};

export const kioskZh = {
  start: {
    heading: "启动投票机",
    lead: "工作人员：请核对会议名称，再把六个词和会场大屏幕上的比较，一个一个看。",
    looking: "正在读取会议资料，并试做一张选票……",
    able: "这台机器可以投票。",
    language: "选民看到的语言就是现在的语言；要改，请点右上角。每位选民可以自己换，之后自动换回来。",
    go: "完全一样，启动投票机",
    differ: "不一样",
    again: "再试一次",
    out: "启动以后会占满屏幕。要退出：没有人投票时，按住屏幕最下面的“工作人员”5 秒。",
    reloaded:
      "页面重新打开了，前一位选民的内容已经全部清除。他如果看到了“已投出”，票已经投好；如果没有看到，请用原来的凭条再投一次：提示“已经投过票”的，之前那一票有效。",
  },
  rest: {
    heading: "请扫描您的凭条",
    lead: "把凭条上的二维码对准扫描器。",
    camera: "用摄像头扫描",
    type: "手工输入代码",
    back: "返回",
    words: "六个词，应与大屏幕一致：",
    notSlip: "刚才扫描的不是投票凭条，请再扫一次。",
    not_open: {
      heading: "投票还没有开始",
      lead: "请等主持人宣布开始。",
    },
    between_rounds: {
      heading: "现在没有开放的投票",
      lead: "上一轮已经截止，请等主持人宣布下一轮。",
    },
    ended: {
      heading: "投票已经结束",
      lead: "本次会议的投票都已截止，不再收票。如有疑问，请问监票人。",
    },
    offline: {
      heading: "这台机器现在不能投票",
      lead: "网络断了，连不上票箱；正在自动重连。请换一台投票机，或用手机投票。凭条没有用掉。",
    },
    auto: "这个页面会自动更新，不用点。",
    notNow: "现在还不能投票。刚才的凭条没有读取，也没有用掉。",
  },
  staff: { hold: "工作人员：按住 5 秒退出", keep: "请继续按住……" },
  alarm: {
    stays: "这台机器已停用，等监票人处理。监票人看完以后，由工作人员按住下面的按钮。",
  },
  strip: {
    notCast: "尚未投出",
    scanned: "正在投票：刚才扫描的凭条没有读取。",
    castFirst: "刚才扫描的凭条没有读取。请先点“完成”，再扫描。",
    offline: "网络断了：可以继续填写，网络恢复后才能投出。",
  },
  idle: {
    heading: "您还在吗？",
    here: "我还在，继续",
    next: "我是下一位，请清空",
    seconds: (left: number) => `${left} 秒`,
    notCast:
      "您的选票还没有投出。没有人回答的话，屏幕会清空，这张选票不会投出；凭条没有用掉，可以再来。",
    sent: "您的选票正在投出，会一直送到有结果为止。没有人回答的话，这里不再显示您的内容。",
    plain: "没有人回答的话，屏幕会清空。",
  },
  cast: {
    status: "已投出",
    lead: "您的票已经在票箱里，不能修改，也不用再做什么。",
    photo: "想以后查验，请用手机拍下二维码，或抄下编号。它不显示您怎么投。",
    qr: "回执的二维码",
    done: "完成，清空屏幕",
    more: "再看 30 秒",
    left: (left: number) => `${left} 秒后自动清空`,
  },
  left: {
    sending: {
      heading: "请稍等",
      lead: "上一位的选票正在送往票箱。送到以后，这台机器马上可以使用；着急的话，请用别的投票机。",
    },
    cast: {
      heading: "上一位的选票已经投出",
      lead: "不用再做什么。",
    },
    refused: {
      heading: "上一位的选票没有投出",
      why: (what: string) => `原因：${what}。`,
      lead: "请告诉监票人，再让下一位投票。",
    },
    next: "知道了，下一位",
    soon: (left: number) => `${left} 秒后可以投票`,
  },
};

/** The same keys for every language; texts of their own. */
export type KioskTexts = typeof kioskZh;
