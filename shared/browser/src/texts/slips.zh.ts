/**
 * 制作凭条页面的中文；英文在 slips.en.ts，缺一个键就不能编译。
 *
 * What the organizer reads in Chinese. `slips.en.ts` has the same keys, or it does not compile.
 */
import type { Trouble } from "../slips/troubles.ts";

/** One thing that stands in the way: what it is, what it means for the slips, what to do. */
export interface TroubleText {
  readonly what: string;
  readonly means: string;
  readonly step: string;
}

const troubles: { readonly [T in Trouble]: TroubleText } = {
  no_ticket: {
    what: "请从会务系统打开本页",
    means: "做凭条要有会务系统给的上传票证。票证只在内存里，页面重新打开就没有了。以前印的，只有页面显示过“凭条可以用了”的那一批凭条能用。",
    step: "没有看到那句话的，请销毁；要做凭条，请到会务系统取新的链接。",
  },
  bad_ticket: {
    what: "链接不完整",
    means: "网址里的上传票证读不出来，可能复制时少了一段。还没有做成凭条。",
    step: "请回到会务系统，点开链接，不要手工复制；或者重新取一个链接。",
  },
  not_authentic: {
    what: "票证与会议对不上",
    means: "票证和会议资料不是同一个会务系统签发的，或者票箱不一致，可能有人改动过。不能用它做凭条。",
    step: "请不要继续，把这个页面给监票人看；核实后重新取一个链接。",
  },
  unknown_meeting: {
    what: "票箱还没有收到这个会议",
    means: "会议刚刚准备好，资料还在路上。还没有做成凭条。",
    step: "请等一分钟，重新取一个链接，再打开。",
  },
  lists_frozen: {
    what: "名单已经冻结",
    means: "这次会议的公开名单已经固定，不能再做凭条。冻结以前上传成功、页面显示过“凭条可以用了”的那一批仍然能用。",
    step: "请使用上传成功的那一批；没有传上去的，请销毁。",
  },
  address_too_long: {
    what: "网址太长",
    means: "票箱的网址太长，凭条上的二维码手机读不出来。还没有做成凭条。",
    step: "请管理员给票箱换一个短一些的网址，再重新取链接。",
  },
  no_network: {
    what: "连不上票箱",
    means: "这台电脑现在没有网络。还没有做成凭条。",
    step: "请接上网络，再试一次。",
  },
  busy: {
    what: "票箱现在很忙",
    means: "票箱没有接受请求。还没有做成凭条。",
    step: "请等十几秒，再试一次。",
  },
  link_used: {
    what: "这个链接已经用过",
    means: "用它或更新的链接已经上传过凭条；页面显示过“凭条可以用了”的最新一批能用。这次没有做凭条。",
    step: "要重印，请到会务系统取新的链接。不是自己人上传的，请告诉监票人。",
  },
  ticket_used: {
    what: "这张票证已经用过",
    means: "用这张票证已经上传过另一批凭条。刚才印出的凭条不在名单上，全部作废。",
    step: "请销毁刚才印出的凭条；要重做，请到会务系统取新的链接。",
  },
  ticket_superseded: {
    what: "已经有更新的一批",
    means: "票箱里的名单是后来做的另一批。刚才印出的凭条不在名单上，全部作废。",
    step: "请销毁刚才印出的凭条，使用较新的那一批。",
  },
  credential_activated: {
    what: "有一张凭条与别人的凭证相同",
    means: "票箱拒绝了这一批。这几乎不可能偶然发生。刚才印出的凭条全部作废。",
    step: "请告诉监票人，销毁刚才印出的凭条，取新的链接重做。",
  },
  false_answer: {
    what: "票箱的回答不对",
    means: "票箱说它收到的名单与发出的不同。这些凭条不能用。",
    step: "请把这个页面给监票人看，销毁刚才印出的凭条，不要发出去。",
  },
  old_page: {
    what: "这个页面太旧了",
    means: "页面和票箱的版本不同。刚才印出的凭条（如果有）不能用。",
    step: "请销毁刚才印出的凭条，重新取一个链接，打开新的页面。",
  },
  browser: {
    what: "这个浏览器不能做凭条",
    means: "它不能运行加密程序。还没有做成凭条。",
    step: "请换一个新一些的浏览器，或者用命令 ostraka slips make。",
  },
  internal: {
    what: "系统出错了",
    means: "出了意外的错误。刚才印出的凭条（如果有）不能用。",
    step: "请销毁刚才印出的凭条，重新取一个链接再做；还是这样，请告诉管理员。",
  },
};

export const zh = {
  otherLanguage: "English",
  skip: "跳到主要内容",
  rehearsal: "演练：凭条上会印“演练 · 不计票”",
  title: "制作凭条",
  steps: { label: "制作步骤", names: ["核对", "制作", "打印", "验纸", "上传"] },
  and: "、",
  class: (letter: string) => `${letter} 类`,
  slips: (count: number) => `${count} 张`,
  withReserve: (count: number, reserve: number) =>
    reserve === 0 ? `${count} 张` : `${count} 张，其中备用 ${reserve} 张`,
  network: { on: "网络：现在连着", off: "网络：已经断开" },

  loading: {
    heading: "正在核对票证和会议",
    lead: "正在读取会议资料、核对签名，并把做凭条要用的程序全部载入。请稍等几秒。",
  },
  prepare: {
    heading: "核对会议，开始制作",
    pull: "现在可以拔掉网线",
    pullWhy: "需要的都已载入。请拔掉网线、关掉 Wi-Fi：制作、打印、验纸都不用网络，最后上传时再接上。",
    meeting: "会议",
    address: "凭条上的网址",
    words: "请把下面六个词与会务系统或大屏幕上的比较。不一样，就不要做。",
    again: (letters: string) => `这是重印：以前印的 ${letters} 类凭条将全部作废`,
    againMeans:
      "这一批上传以后，以前各批都不能投票。请先把旧凭条全部收齐，上传后销毁；已经发出的要换回来。",
    reserve: (letter: string) => `${letter} 类中留作备用的张数`,
    reserveHint: (most: number) => `0 到 ${most}。备用凭条单独打印，留给晚到的人。`,
    reserveWrong: (letter: string, most: number) => `${letter} 类的备用张数应是 0 到 ${most} 的整数`,
    problem: "还差一步",
    blind: "本次会议用手机领取凭证，这些凭条都是备用凭条。",
    notHttps: "注意：这个网址不是 https，手机可能不让投票。",
    local: "注意：这个网址只在这台电脑上能打开，手机打不开。只适合试用。",
    go: "制作凭条",
  },
  leaves: {
    heading: "什么会上传，什么不会",
    up: "会上传：每张凭条在每个票箱的公开凭证，打乱次序。从它算不出代码。",
    stays: "不会上传：凭条代码和二维码。它们只在这台电脑的内存里和纸上，本页不存盘，不进网址和历史记录；打印时，系统的打印队列会暂存一份。",
    trust:
      "本页的程序来自票箱。要完全不依赖票箱，请用安装在自己电脑上的命令 ostraka slips make。",
  },
  making: {
    heading: "正在制作凭条",
    lead: "正在抽取代码、计算公开凭证、排版。请不要关闭页面。",
    progress: "制作进度",
    stop: "停止",
  },
  print: {
    heading: "凭条做好了，请打印",
    lead: (sheets: number) => `共 ${sheets} 页 A4 纸，每页 8 张，沿虚线裁开。`,
    setting: [
      "打印机用 USB 线直接接在这台电脑上；不要用网络打印机或共享打印机。",
      "纸张 A4，单面，缩放 100%，关掉“页眉和页脚”。",
      "不要另存为 PDF；存了的，打印后立即彻底删除。",
    ],
    go: "打印",
    part: (place: number, total: number) => `打印第 ${place} 部分，共 ${total} 部分`,
    laying: "正在排版……",
    again: "印坏了可以再印。同一凭条只能有一张纸：印坏的要当场销毁。",
    done: "印好了，去验纸",
    discard: "放弃这一批",
    discardSure: "再点一次：放弃这一批，已印的纸作废",
  },
  proof: {
    heading: "验纸：从印好的凭条里任取一张",
    lead: "最好从最后一页取。输入代码末尾的 4 个字（最后一个横线后面），或者用扫码枪、摄像头扫二维码。",
    code: (letter: string) => `${letter} 类凭条代码的末尾 4 个字`,
    right: "对，这张在这一批里",
    capitals: "大小写不对。请看清大写和小写",
    unknown: "这一批里没有这张凭条。请检查输入；如果没有输错，这张纸是别的批次的",
    wrong: (letter: string, what: string) => `${letter} 类：${what}`,
    empty: (letter: string) => `请输入一张 ${letter} 类凭条的末尾 4 个字`,
    complete: (sheets: number) => `正好 ${sheets} 页：没有缺页，没有重页，二维码清楚`,
    completeFirst: "请清点页数，再打勾",
    problem: "还没有验完",
    scan: "用摄像头扫描",
    go: "都对，准备上传",
    back: "不好，回到打印",
  },
  camera: {
    heading: "扫描一张凭条的二维码",
    lead: "把二维码放在画面中间。图像只在这台电脑里识别，不会发送，也不会保存。",
    picture: "摄像头画面",
    stop: "改为手工输入",
    refused: "不能使用摄像头。请手工输入，或用扫码枪。",
    notSlip: "这个二维码不是这一批的凭条。",
  },
  upload: {
    heading: "接回网线，上传公开名单",
    lead: "纸印好了。现在接上网络，点“上传”。上传以后，这些凭条才能投票。",
    what: (letter: string) => `${letter} 类`,
    lists: (slips: number, boxes: number) =>
      `${slips} 张 × ${boxes} 个票箱 = ${slips * boxes} 条公开凭证`,
    go: "上传",
    again: "再试一次",
    away: "票箱没有回答",
    awayMeans: "还不知道票箱有没有收到。请检查网线，再试一次：发送的是同一份名单，重复发送没有影响。",
    sending: "正在上传，请不要关闭页面……",
    up: "已上传",
    back: "回到打印",
  },
  done: {
    status: "凭条可以用了",
    lead: "公开名单已在票箱里，本页不再留有代码。",
    steps: [
      "沿虚线裁开，混在一起，放进不透明的袋子，让人自己抽。",
      "备用凭条另装一袋，封好。",
      "存过 PDF 的，现在彻底删除；清除电脑打印队列里和打印机硬盘上的任务。",
      "没有发出的凭条会后都要扫描，一张也不要丢。",
    ],
    again: (letters: string) => `请销毁在这一批以前印的 ${letters} 类凭条`,
    close: "现在请关闭浏览器，内存随之清空。",
  },
  stopped: {
    again: "再试一次",
    code: "代码：",
    up: (letters: string) => `${letters} 类除外：它已经上传成功，它的凭条可以用，不要销毁。`,
  },
  troubles,
};

/** The same keys for every language; texts of their own. */
export type SlipTexts = typeof zh;
