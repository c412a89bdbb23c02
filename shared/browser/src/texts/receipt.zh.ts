/**
 * 查验页面的中文；英文在 receipt.en.ts，缺一个键就不能编译。
 *
 * What the voter reads on the page that checks receipts. `receipt.en.ts` has the same keys.
 */
import type { Answer, Use } from "../receipt/checking.ts";
import type { Obstacle } from "../receipt/obstacles.ts";
import type { TroubleText } from "./zh.ts";

const answers: { readonly [A in Answer]: TroubleText } = {
  counted: {
    what: "您的票在票箱里",
    means: "回执是真的，这张选票在票箱公布的清单上。",
    step: "计票用的就是这份清单，不用再做什么。",
  },
  found: {
    what: "这张选票在票箱里",
    means: "这个编号在票箱公布的清单上。",
    step: "计票用的就是这份清单，不用再做什么。",
  },
  recorded: {
    what: "已经收下，还没有截止",
    means: "票箱里有这张选票。清单在截止以后公布，到那时才能查到最后的结果。",
    step: "请保存好回执，截止以后再来查一次。",
  },
  publishing: {
    what: "已经收下，清单马上公布",
    means: "投票已经截止，票箱里有这张选票，公布的清单正在生成。",
    step: "请过一两分钟再查一次。",
  },
  missing: {
    what: "回执是真的，票却不在票箱里",
    means: "这是我们的过错，不是您的。这份回执就是证据。",
    step: "请保存好回执（不要删除截图），马上交给监票人看。",
  },
  false_signature: {
    what: "票在票箱里，回执却不是真的",
    means: "这个编号在票箱公布的清单上，但回执上的签名不是这个票箱的。可能抄错了几个字，也可能有人改过。",
    step: "请用当时的截图或二维码再查一次；还是这样，就请监票人看。",
  },
  not_genuine: {
    what: "这份回执不是真的，或者属于另一场会议",
    means: "它没有本次会议票箱的签名。这并不说明您的票没有计入。",
    step: "请看回执是不是完整、是不是本次会议的；用当时的二维码再查一次，或者请监票人看。",
  },
  unknown: {
    what: "没有这个编号的选票",
    means: "本次会议的票箱里没有编号完全相同的选票，可能是抄错了字。",
    step: "请对照原来的编号逐字检查（大小写要一致），或者改用回执查。",
  },
  no_vote: {
    what: "清单上没有这张凭条的选票",
    means: "每一份公布的清单都查过了：按这些清单，没有人用这张凭条投过票。",
    step: "不用再做什么。",
  },
  no_vote_yet: {
    what: "现在还不能断定",
    means: "已经公布的清单上没有这张凭条的选票，但还有票箱没有公布清单。",
    step: "请在投票全部截止以后再查一次。",
  },
  voted: {
    what: "有人用这张凭条投过票",
    means: "下面列出了那张选票的编号。",
    step: "是您投的，就对；如果不是您投的，请马上拿着凭条告诉监票人。",
  },
  not_listed: {
    what: "名单上没有这张凭条",
    means: "它属于另一场会议，或者已经作废、换发。没有人能用它在本次会议投票。",
    step: "请看凭条上的会议名称；有疑问请监票人看。",
  },
  other_class: {
    what: "这张凭条不属于本次会议",
    means: "本次会议没有这个票类，没有人能用它在本次会议投票。",
    step: "请看凭条上的会议名称，扫描那一场会议的二维码再查。",
  },
};

const uses: { readonly [U in Use]: string } = {
  voted: "投过票",
  no_vote: "没有投过票",
  open: "还没有截止，现在不能查",
  publishing: "已经截止，清单还没有公布",
  unopened: "还没有开放过，没有人能投票",
  annulled: "已经宣布无效，没有公布清单；里面没有票会计入结果",
  not_listed: "名单上没有这张凭条",
};

const obstacles: { readonly [O in Obstacle]: TroubleText } = {
  no_network: {
    what: "连不上票箱",
    means: "手机现在没有网络，或者网络太慢。您的票不受影响。",
    step: "请检查网络，再试一次。",
  },
  busy: {
    what: "现在查的人太多",
    means: "票箱暂时忙不过来。您的票不受影响。",
    step: "请等十几秒再试。",
  },
  unknown_meeting: {
    what: "没有找到这个会议",
    means: "这个网址不是本次会议的查验网址。您的票不受影响。",
    step: "请重新扫描回执的二维码，或请工作人员帮助。",
  },
  not_authentic: {
    what: "核对没有通过",
    means: "票箱公布的签名或者数字对不上，可能有人改动过，所以什么都不能断定。",
    step: "请保存好回执，把这个页面给监票人看。",
  },
  browser: {
    what: "这个浏览器不能查凭条",
    means: "它不能运行密码计算。您的票不受影响。",
    step: "请换手机自带的浏览器，或请监票人帮您查。",
  },
  internal: {
    what: "出了问题",
    means: "发生了没有想到的错误，还没有查到什么。您的票不受影响。",
    step: "请再试一次；还是不行，请告诉工作人员。",
  },
};

export const receiptZh = {
  title: "查验选票",
  start: {
    heading: "查验我的票",
    lead: "用投票后得到的回执，查自己的票是不是在票箱里。回执不显示您怎么投，查验也不会显示。",
    scan: "扫描回执的二维码",
    picture: "从截图或照片里读",
    label: "回执文字，或者选票编号",
    hint: "整串粘贴。只抄了编号的，输入 43 个字也行，大小写要一致。",
    go: "查验",
    problem: "还不能查",
    noCode: "这张图里没有找到二维码。请换一张更清楚的，或者粘贴回执文字。",
    slipHeading: "我没有投票，想看凭条有没有被人用过",
    slipLead: "投票截止以后，可以用没有用过的凭条来查。",
    slip: "查凭条",
  },
  flaws: {
    empty: "请粘贴回执，或者输入选票编号",
    receipt: "这不是完整的回执。请整串复制，或者重新扫描",
    tracker: (letters: number) => `选票编号有 43 个字，现在是 ${letters} 个。请对照检查`,
    trackerLast: "编号的最后几个字不对。请对照检查，大小写要一致",
  },
  camera: {
    heading: "扫描二维码",
    lead: "把回执或凭条的二维码放在画面中间。图像只在这部手机里识别，不会发送，也不会保存。",
    stop: "返回",
    refused: "不能使用摄像头。请在浏览器里允许使用摄像头，或者粘贴回执文字。",
    notSlip: "这个二维码不是回执，也不是凭条。",
  },
  slip: {
    heading: "查凭条有没有投过票",
    lead: "请照着凭条输入。代码只在这部手机里计算，不会发送，也不会保存。",
    go: "查这张凭条",
    back: "返回",
  },
  busy: {
    heading: "正在查验",
    lead: "正在读取票箱公布的清单，并逐项核对。",
    progress: "查验进度",
  },
  answers,
  uses,
  obstacles,
  facts: {
    meeting: "会议",
    item: "内容",
    spare: "备用票箱",
    tracker: "选票编号",
    receipt: "您的回执",
    slip: "这张凭条",
    ballots: "选票数",
    count: (count: number) => `${count} 张`,
    signed: "签名人",
    names: (names: readonly string[]) => (names.length === 0 ? "还没有签" : names.join("、")),
    boxes: "逐个票箱",
    unopened: (count: number) => `另有 ${count} 个备用票箱没有开放过，没有人能投票；以后如果开放，请再查。`,
  },
  near: "清单上有一个编号和您输入的很像，只差几个字。请和您抄的对照：是它，您就是抄错了，您的票在票箱里。",
  notes: {
    annulled: "这一轮已经宣布无效，里面的票都不计。",
    sealed: "这个票箱的票太少，为了保密永远不会解密，所以没有公布的结果。",
    unsigned: "监票人还没有签完名。签名以后再查一次，才能确定这就是计票用的清单。",
    test: "演练：这里的票不计入任何正式结果。",
    noSignature: "只查了编号，没有核对回执的签名。编号万一不在清单上，只有带签名的回执才是证据。",
  },
  meaning: {
    summary: "查到的说明什么，不说明什么",
    counted: [
      "说明：这张选票在票箱公布的清单上；清单由票箱签名，监票人核对后也签名（见上面的“签名人”）；计票只用签过名的清单上的票。",
      "不说明：选票里写的是什么。选票是加密的，谁也不能单独打开，您自己也不能用回执证明怎么投。",
      "不说明：结果算得对不对。任何人都可以用公布的档案重新核对全部计票（命令 ostraka audit）。",
    ],
    open: [
      "说明：票箱现在说有这张选票。投票截止以前，票箱不公布任何清单。",
      "截止以前查验，票箱会知道有人在问这一张票，但不知道是谁，也不记录；截止以后读取的是整份清单，票箱不知道您查的是哪一张。",
    ],
    slip: [
      "凭条代码没有发送：手机自己算出它的公开凭证，再到公布的清单里找。",
      "说明：按票箱公布的清单，这张凭条名下有没有选票。",
      "不说明：别的凭条有没有被别人用过。",
      "清单上选票和凭证的对应是票箱列出的；要不依赖票箱，请用公布的档案核对（命令 ostraka verify --slip）。",
      "哪些票箱没有开放过，也是票箱说的：请和您知道的轮次对照。",
    ],
    missing: [
      "说明：票箱用自己的密钥签过字，收下了这张选票，现在却拿不出来。任何人都能用回执核对这一点。",
      "不说明：是谁的过错，是机器坏了还是有人做了手脚。这要由监票人查清。",
    ],
    absent: [
      "说明：按您输入的内容，没有找到选票。",
      "不说明：您的票没有计入。抄错一个字也会这样；用当时的二维码或截图最可靠。",
    ],
    self: "这个页面来自票箱自己。不愿意相信它的人，可以下载档案，在自己的电脑上用 ostraka verify 得到同样的答案。",
    archive: (title: string) => `下载档案：${title}`,
    words: "六个词",
    meetingWords: "本次会议（与会场大屏幕上的相同）",
    closingWords: (title: string) => `“${title}”截止时的记录（与监票人宣读的相同）`,
  },
  again: "再查一次",
  another: "查别的",
  code: "代码：",
};

/** The same keys for every language; texts of their own. */
export type ReceiptTexts = typeof receiptZh;
