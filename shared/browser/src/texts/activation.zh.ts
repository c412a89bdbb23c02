/**
 * 激活页面的中文；英文在 activation.en.ts，缺一个键就不能编译。
 *
 * What the voter reads in Chinese on the page that keeps and activates a voting right.
 */
import type { Trouble } from "../activation/troubles.ts";
import type { TroubleText } from "./zh.ts";

/** What goes wrong with a right in some of its boxes. */
export type Failure = "late" | "refused" | "missing";

const troubles: { readonly [T in Trouble]: TroubleText } = {
  nothing: {
    what: "这个浏览器里没有投票权",
    means: "投票权只在当初领取它的那部手机、那个浏览器里。",
    step: "请在那里打开本页。如果还没有领取，请打开您的邀请链接。",
  },
  broken: {
    what: "送来的投票权不完整",
    means: "网址可能被截断了。还没有激活。",
    step: "请按“后退”回到领取页面，再按一次“继续”；不行就请工作人员帮助。",
  },
  other_meeting: {
    what: "会议内容与您核对的不同",
    means: "票箱公布的会议，不是您核对过六个词的那一个。没有激活。",
    step: "请停下，把本页给监票人看。",
  },
  unknown_meeting: {
    what: "没有找到这个会议",
    means: "票箱还没有收到这个会议，或网址不对。投票权仍在这部手机里。",
    step: "请保持本页打开，它会不断重查；如果一直这样，请告诉工作人员。",
  },
  not_authentic: {
    what: "内容与公布的不一致",
    means: "收到的内容没有通过核对，可能被改动过。投票权仍在这部手机里。",
    step: "请不要继续，把本页给监票人看。",
  },
  erased: {
    what: "这里的投票权已经删除",
    means: "本页不再能投票，已经投出的票不受影响。会务端的页面里可能还有一份副本：请关闭本标签页和邀请的标签页。",
    step: "如果您另外保存了代码，可以用它投票。",
  },
  internal: {
    what: "出错了",
    means: "发生了意外错误。投票权仍在这部手机里。",
    step: "请刷新本页；如果还是这样，请告诉工作人员。",
  },
};

const failures: { readonly [F in Failure]: TroubleText } = {
  late: {
    what: "激活已经截止",
    means: "截止之前，票箱没有收到这部手机的激活，所以它不在名单上，不能投票。",
    step: "请告诉工作人员。已经领取过投票权的人，不能再领备用凭条。",
  },
  refused: {
    what: "票箱没有接受激活",
    means: "会务端的签名没有通过票箱的核对，这部手机不能投票。",
    step: "请马上告诉监票人，不要删除投票权。",
  },
  missing: {
    what: "您不在公布的名单上",
    means: "票箱确认过您的激活，但公布的名单里没有它。这是票箱的错误。",
    step: "请马上告诉监票人，不要删除投票权：里面的签名是证据。",
  },
};

export const zh = {
  title: "手机投票权",
  otherLanguage: "English",
  skip: "跳到主要内容",
  rehearsal: "演练：这次投票不作数",
  meeting: "会议",
  offline: "现在连不上票箱，正在不断重试。投票权不会丢失；请检查网络。",

  looking: { heading: "正在核对会议", lead: "从票箱读取公布的内容并逐项核对，几秒钟。" },
  waiting: {
    heading: "投票权已在这部手机里",
    lead: "签到结束后才开始激活。到时候本页自动继续，您不用操作。",
    keep: "请保持本页打开。",
    locked: "手机锁屏不会丢失投票权；宣布激活开始后，请解锁并回到本页。",
  },
  activating: {
    heading: "正在激活，请保持本页打开",
    lead: "每个票箱在一段随机等待之后各发一次，这样从时间上看不出是谁，一般两分钟以内。",
    progress: (done: number, total: number) => `已激活 ${done} 个，共 ${total} 个`,
    ends: (time: string) => `激活 ${time} 截止，之后不能再激活。`,
  },
  activated: {
    heading: "激活完成，可以锁屏了",
    lead: (time: string) => `激活 ${time} 截止，然后公布名单。`,
    next: "主持人宣布投票时，请再打开本页：它会先确认您在名单上，再带您去投票。",
  },
  listed: {
    heading: "您在名单上",
    lead: "已核对公布的名单：您的投票权都在上面。",
    open: "投票已经开始。",
    vote: "进入投票",
    later: "现在没有开放的投票。投票开始时，这里会出现按钮；您可以锁屏，到时再打开本页。",
  },
  voted: {
    heading: "您已投票",
    lead: "您的票已在票箱里，不能更改，也不用再做什么。如果还有下一轮，这里会出现按钮。",
  },
  over: {
    heading: "会议的投票已经结束",
    lead: "投票权和代码已从本页删除。会务端的页面里可能还有一份副本：请关闭本标签页和邀请的标签页。",
    receipts: "这是您的回执，离开本页就没有了。要日后核对，请现在复制。",
  },
  receipts: "回执",
  beside: {
    what: "刚送来的投票权不完整，没有保存",
    means: "本页下面显示的，是这部手机里原有的、可能属于别人的投票权。",
    step: "请按“后退”回到领取页面，再按一次“继续”；不行就请工作人员帮助。",
  },
  several: (starts: string) =>
    `这部手机里有几个人的投票权，按领取先后，代码开头是 ${starts}。请记住自己的开头，投票时选它。`,
  fleeting: {
    what: "这个浏览器不能保存",
    means: "它不允许网页保存内容（可能是无痕模式）。关闭本页，投票权就没有了。",
    step: "请保持本页打开，并现在就把下面的代码抄下来。",
  },
  save: {
    summary: "保存代码（备用）",
    lead: "换一部手机，或清除了浏览器数据时，可以用这个代码投票。谁有代码，谁就能代您投票：不要给别人看，不要发到网上。",
    show: "显示代码",
    qr: "打开投票页面的二维码，其中有代码",
    scan: "用另一部手机扫这个二维码，可以打开投票页面。",
  },
  kept: {
    summary: "这部手机里保存了什么",
    what: "投票权的代码、每个票箱的激活签名和您的回执，只保存在这个浏览器里，不含您的姓名。会议结束后第一次打开本页时自动删除。会务端的页面里可能留有一份副本，关闭那个标签页才没有。",
    live: "本页不用 Cookie，票箱不记录地址和时间。但能同时监视会场网络两端的人，可能看出是哪部手机。",
    history:
      "浏览器自己的历史记录里可能留有代码。会议结束后，请清除这一天的浏览记录；请不要用与别人同步的浏览器。",
    erase: "现在删除",
  },
  erase: {
    heading: "删除这部手机里的投票权？",
    lead: "删除以后，这部手机不能再投票。",
    again: "每个人只能领取一次：没有人能再给您一份，也不能再领凭条。",
    cast: "已经投出的票不受影响，但这里的回执会一起删除。",
    yes: "确定删除",
    no: "不删除，返回",
  },
  stopped: { reload: "刷新本页" },
  failures,
  troubles,
};

export type ActivationTexts = typeof zh;
