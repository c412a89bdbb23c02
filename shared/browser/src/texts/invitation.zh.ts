/**
 * 邀请页面的中文；英文在 invitation.en.ts，缺一个键就不能编译。
 *
 * What the voter reads in Chinese on the page of an invitation.
 */
import type { Stage } from "../invitation/invitee.ts";
import type { Trouble } from "../invitation/troubles.ts";
import type { TroubleText } from "./zh.ts";

const troubles: { readonly [T in Trouble]: TroubleText } = {
  no_link: {
    what: "请打开您的邀请链接",
    means: "本页要用您个人的邀请链接或二维码打开，现在的网址里没有邀请。",
    step: "请重新打开完整的链接，或再扫一次您的二维码。",
  },
  unknown_link: {
    what: "不认识这个邀请",
    means: "链接不完整，或者不是本次会议的。什么也没有领取。",
    step: "请打开完整的链接；不行就请签到员查看。",
  },
  replaced: {
    what: "这个邀请已经换成新的",
    means: "工作人员后来给您发了另一个邀请，这一个作废了。什么也没有领取。",
    step: "请用新的那个；如果您没有要求更换，请马上告诉签到员。",
  },
  not_me: {
    what: "请不要用别人的邀请",
    means: "什么也没有领取，那个人也还没有签到。",
    step: "请把这个邀请交给工作人员，并打开您自己的邀请。",
  },
  too_late: {
    what: "签到已经结束",
    means: "您没有领取投票权，手机上不能再领。您仍然可以投票。",
    step: "请在两次投票之间，向签到员领取一张备用凭条。",
  },
  already: {
    what: "这个邀请已经领取过投票权",
    means: "投票权在当初领取它的那部手机、那个浏览器里，每个人只有一份。",
    step: "如果就是这部手机，请按下面的按钮继续；如果是另一部，请在那一部上继续。手机丢失，或者不是您本人领取的，请马上告诉工作人员。",
  },
  already_over: {
    what: "这个邀请已经领取过投票权",
    means: "名单已经公布，不能再激活。投票权在当初领取它的那部手机里。",
    step: "如果就是这部手机，请按下面的按钮继续。手机丢失的，不能再领一份，请告诉工作人员。",
  },
  has_slip: {
    what: "您已经领了备用凭条",
    means: "记录上，您领过一张备用凭条，所以手机上不能再领。",
    step: "请用那张凭条投票；如果您没有拿到，请告诉签到员。",
  },
  ended: {
    what: "会议已经结束",
    means: "本次会议的投票都已截止。",
    step: "可以关闭这个页面。",
  },
  cancelled: {
    what: "会议已经取消",
    means: "这次会议不再投票，邀请作废。",
    step: "请等工作人员通知。",
  },
  words_differ: {
    what: "六个词不一样：请不要继续",
    means: "这个页面可能是假的。什么也没有领取。",
    step: "请把本页给监票人看，或换一部手机试试。",
  },
  not_authentic: {
    what: "内容与公布的不一致",
    means: "收到的内容没有通过核对，可能被改动过。还没有领到投票权。",
    step: "请不要继续，把本页给监票人看。",
  },
  wrong_key: {
    what: "会务端的签名公钥不对",
    means: "它不是会议清单里公布的那一把。用它签名，可能认出您的票。什么也没有发出。",
    step: "请停下，马上告诉监票人。",
  },
  bad_signature: {
    what: "会务端的签名不对",
    means: "签名没有通过核对，不能用它投票。您已经签到。",
    step: "请不要关闭本页，马上告诉监票人。",
  },
  no_network: {
    what: "连不上会务端",
    means: "手机现在没有网络，或者网络太慢。",
    step: "请检查网络（会场 Wi-Fi 或移动数据），再试一次；已经做的不会丢失。",
  },
  busy: {
    what: "同时领取的人太多",
    means: "会务端正忙。",
    step: "请等十几秒，再试一次；已经做的不会丢失。",
  },
  old_page: {
    what: "这个页面太旧了",
    means: "它和会务端的版本不一致。还没有领到投票权。",
    step: "请刷新本页；不行就重新打开邀请链接。",
  },
  browser: {
    what: "这个浏览器不能用",
    means: "它不能运行加密计算，或者不能保存内容（可能是无痕模式）。还没有领到投票权。",
    step: "请用手机自带的浏览器打开邀请；也可以请签到员发一张备用凭条。",
  },
  internal: {
    what: "出错了",
    means: "发生了意外错误。",
    step: "请再试一次；如果还是这样，请告诉工作人员。已经做的不会丢失。",
  },
};

const stages: { readonly [S in Stage]: (done: number, total: number) => string } = {
  making: (done, total) => `正在生成凭证：${done} / ${total}`,
  asking: () => "正在请会务端签名",
  checking: (done, total) => `正在核对签名：${done} / ${total}`,
};

export const zh = {
  title: "手机签到",
  otherLanguage: "English",
  skip: "跳到主要内容",
  rehearsal: "演练：这次投票不作数",
  offline: "现在连不上会务端，正在不断重试。",

  looking: { heading: "正在打开邀请", lead: "读取会议内容并逐项核对，几秒钟。" },
  waiting: {
    heading: "签到还没有开始",
    hello: (name: string) => `${name}，您好。`,
    lead: "您还没有签到。签到开始后，本页自动继续。",
    keep: "请保持本页打开；锁屏也可以，解锁后回到本页。",
    look: "现在看看",
  },
  greeting: {
    heading: (name: string) => `${name}，您好`,
    meeting: "会议",
    electorate: "票类",
    name: "姓名",
    lead: "这部手机会做三件事：",
    steps: [
      "签到，并领取您的投票权。每个人一份，只在这部手机里。",
      "签到结束后，请让票箱页面开着两分钟左右，等它激活。",
      "主持人宣布投票后，用这部手机填票、投票。",
    ],
    yes: "是我本人，继续",
    no: "不是我",
    secretSummary: "怎么保证没人知道我投了什么？",
    secret:
      "代码由这部手机自己生成。会务端知道您是谁，但签名时看不见代码（盲签）；票箱看得见凭证，但不知道是谁的。把两边的记录放在一起，也对不上。",
    live: "我们防不住三件事：有人看您的屏幕；有人同时监视会场网络的两端；会务端给您的手机换了一个程序，不是公布的那一个。",
  },
  words: {
    heading: "核对六个词",
    lead: "请与会场大屏幕上的六个词逐个比较。",
    ours: "中文",
    others: "英文",
    same: "完全一样，领取投票权",
    differ: "不一样",
    once: "按下以后即为签到。每个人只能领取一次，请用您投票时要用的手机和浏览器，不要用无痕窗口：关闭它，投票权就没有了。",
  },
  collecting: {
    heading: "正在领取投票权",
    keep: "请不要关闭本页。",
    stages,
  },
  unsure: {
    heading: "还不能确定",
    means: "会务端没有回答：签名可能已经做好，也可能没有。",
    step: "请检查网络，再试一次。发出的是同样的内容，不会领两份，也不会丢失。刷新本页也可以，但请不要关闭它。",
    again: "再试一次",
  },
  ready: {
    heading: "投票权已经领到",
    lead: "您已签到。下一步：把投票权交给票箱页面。它在另一个网址，不知道您是谁。",
    going: "正在打开票箱页面……",
    go: "继续，打开票箱页面",
    warning: "如果浏览器提示连接不安全，请按大屏幕上的说明处理，再回到这里按“继续”。",
    done: "票箱页面已打开，删除副本",
    doneLead: "投票权的副本还在本页，以防票箱页面打不开。票箱页面打开以后，可以删除它；关闭本页也会删除。",
  },
  stopped: {
    again: "再试一次",
    reload: "刷新本页",
    box: "在这部手机上继续",
    test: "检查这部手机",
    code: "代码：",
  },
  troubles,
};

export type InvitationTexts = typeof zh;
