/**
 * 密钥持有人页面的中文：密钥仪式、演练、解密。英文在 trustee.en.ts。
 *
 * What trustees read in Chinese. `trustee.en.ts` has the same keys, or it does not compile.
 */
import type { Hitch } from "../trustee/troubles.ts";

/** What happened, and what to do next. */
export interface HitchText {
  readonly what: string;
  readonly step: string;
}

const hitches: { readonly [H in Hitch]: HitchText } = {
  no_network: {
    what: "连不上计票系统",
    step: "密钥没有丢，也没有发出什么。请检查网络，本页会自己再试。",
  },
  signed_out: {
    what: "登录已经结束",
    step: "密钥文件不受影响。请重新登录，再用密钥文件接着做。",
  },
  not_a_trustee: {
    what: "这个账号不是这个密钥保管组的密钥持有人",
    step: "请用您自己的账号登录，或者请管理员核对保管组名单。",
  },
  unknown: {
    what: "没有找到",
    step: "请核对链接或者会议编号。",
  },
  no_such_meeting: {
    what: "没有这个编号的会议，没有开始演练",
    step: "请与会议主持核对编号。会议刚刚准备好的，过一两分钟再试。",
  },
  other_board: {
    what: "这次会议用的是另一个密钥保管组，没有开始演练",
    step: "请告诉会议主持：会议页上写着是哪个保管组，演练链接应当发给那个组的持有人。",
  },
  browser: {
    what: "这个浏览器不能计算",
    step: "请换一台内存足够的电脑，用新版浏览器打开同一个链接，再选密钥文件接着做。",
  },
  internal: {
    what: "系统出错了",
    step: "密钥文件不受影响。请刷新页面，再用密钥文件接着做；还是这样，请把下面的代码告诉管理员。",
  },
  wrong_passphrase: {
    what: "口令不对",
    step: "密钥文件是好的。请看清大小写和输入法，再输一次。",
  },
  passphrase_too_short: {
    what: "口令太短",
    step: "至少 12 个字符。四五个不相干的词最好记。",
  },
  damaged_key_file: {
    what: "这个文件不是完整的密钥文件",
    step: "文件选错了，或者已经损坏。请选另一份副本。",
  },
  key_file_too_hard: {
    what: "这个浏览器打不开这个密钥文件",
    step: "内存不够，或者文件的参数特别。请换一台电脑，或者用命令行 ostraka trustee。",
  },
  other_key_file: {
    what: "这是别的密钥文件",
    step: "它不是密钥持有人的密钥文件。请选您自己的那一个。",
  },
  other_trustee: {
    what: "这个密钥文件属于别的密钥保管组或者别的持有人",
    step: "请核对链接和文件，选这个保管组里您自己的密钥文件。",
  },
  not_the_saved_file: {
    what: "这不是刚才保存的那个文件",
    step: "请选最新保存的那个文件：文件名在上面。还没有算数，也没有发出什么。",
  },
  board_changed: {
    what: "公开记录与您的密钥文件对不上",
    step: "也许选了旧的副本：请选最后保存的那个文件。如果它就是最新的，请停下，告诉会议主持：有人可能改了记录。",
  },
  message_stands: {
    what: "这一步已经用另一份密钥做过了",
    step: "请找出当时保存的密钥文件，用它接着做。真的找不到，就请管理员另建一个密钥保管组，重新开始。",
  },
  below_floor: {
    what: "投票的人太少，这个票箱不能解密",
    step: "少于公布下限的票箱永远封存：解开它就等于公布各人怎么投。本页没有给出份额。",
  },
  other_tally: {
    what: "同一个票箱有人要求解密另一份合计",
    step: "本页没有给出份额。请停下，叫监票人来：两份不同的合计相减就能看出个别的票。",
  },
  share_stands: {
    what: "您已经交过这个票箱的份额",
    step: "不用再交。请返回看其他要做的事。",
  },
  share_rejected: {
    what: "计票系统拒收了这个份额：它的证明不成立",
    step: "它没有计入，也没有泄露什么；计票室里写着您的名字。份额可能在路上被改动，或者电脑出了错：请再交一次，或者换一台电脑；还是这样，请告诉会议主持。",
  },
  not_decrypting: {
    what: "这个票箱现在不用解密",
    step: "也许份额已经够了。请返回看其他要做的事。",
  },
  too_large: {
    what: "这个票箱的档案太大，浏览器核验不了",
    step: "请用命令行和同一个密钥文件：ostraka trustee decrypt。",
  },
  not_authentic: {
    what: "核验没有通过",
    step: "本页没有签任何东西，也没有发出什么。请停下，把下面的代码告诉会议主持。",
  },
};

export const zh = {
  title: "密钥持有人",
  otherLanguage: "English",
  skip: "跳到主要内容",
  code: "代码：",
  again: "再看一次",
  hitches,
  problem: "没有成功",
  loading: { heading: "请稍候……", lead: "正在读取公开记录并核验每一条消息。" },
  place: (number: number, size: number, threshold: number): string =>
    `您是第 ${number} 位密钥持有人；共 ${size} 位，任意 ${threshold} 位到场就能解密。`,
  beginning: {
    heading: "生成您的密钥",
    lead: "密钥只在这台电脑的浏览器里生成，从不离开它：保存成一个加了密的文件，由您自己保管。",
    passphrase: "为密钥文件设一个口令",
    passphraseHint: "至少 12 个字符。没有口令谁也打不开文件，也没有人能替您找回：请写在纸上，与文件分开封存。",
    repeat: "再输一次口令",
    make: "生成密钥",
    making: "正在生成密钥，大约几秒……",
    short: "口令至少要 12 个字符",
    differ: "两次输入的口令不一样",
    elsewhere: "密钥已经用命令行或者别的电脑建好了？",
    elsewhereLead: "请打开那个密钥文件，从这里接着做。",
    trust: "这个页面相信谁",
    trustLead: "下面两个公钥会写进您的密钥文件：以后只有它们签名的文件，您的密钥才认。可以请会议主持核对。",
    tallyKey: "计票系统公钥",
    deskKey: "会务公钥",
  },
  saving: {
    heading: "保存密钥文件，并证明它打得开",
    first: "这一步还不算数：要先保存，再从保存的地方选回来，才发出第一条消息。",
    next: "密钥文件有了新内容。请用它换掉旧的那一个，再选回来；然后才继续。",
    name: "文件名",
    save: "① 保存文件",
    saveHint: "存到 U 盘等随身的介质上，不要用邮件或者聊天软件传。",
    choose: "② 选择刚才保存的文件",
    passphrase: "③ 再输一次口令",
    passphraseHint: "证明口令您记得。",
    prove: "验证",
    proving: "正在打开文件……",
    noFile: "请选择刚才保存的文件",
    noPassphrase: "请输入口令",
    copies: "全部做完以后，请把最后的文件再复制一份到另一种介质，分开封存；旧的副本销毁。",
  },
  opening: {
    heading: "打开您的密钥文件",
    lead: "请选择最后保存的密钥文件。本页会从那里接着做。",
    file: "密钥文件",
    passphrase: "口令",
    passphraseHint: "口令和密钥只在这台电脑里用，不会发送。",
    open: "打开",
    working: "正在打开，大约几秒……",
    noFile: "请选择密钥文件",
    noPassphrase: "请输入口令",
  },
  waiting: {
    heading: "等待其他密钥持有人",
    lead: "您现在不用做什么。请开着这个页面：轮到您时它会自己往下做。关掉也没关系，再打开同一个链接，用密钥文件接着做。",
    behind: "暂时连不上，正在重试。",
    awaited: (names: string, step: string): string => `正在等 ${names} 完成“${step}”。`,
    and: "、",
  },
  progress: {
    ceremony: "密钥仪式",
    rehearsal: "演练",
    who: "持有人",
    you: "（您）",
    done: "完成",
    open: "等待",
    steps: {
      cert: "证书",
      commitment: "承诺",
      polynomial: "分发",
      output: "公钥",
      commit: "承诺",
      open: "公开",
      share: "份额",
    } as { readonly [step: string]: string },
  },
  comparing: {
    heading: "大声核对这六个词",
    lead: "所有密钥持有人逐个念出自己屏幕上的词。全都一样，才说明每个人看到的是同一份记录。",
    ours: "六个词",
    others: "英文",
    same: "全都一样",
    differ: "有不一样的",
    working: "正在完成密钥……",
  },
  differing: {
    heading: "停下：词不一样",
    lead: "有人看到的是另一份记录，这些密钥不能用。请不要继续，不要用这个保管组开会；请会议主持查清楚，另建一个密钥保管组重新做仪式。",
    words: "您看到的是",
    back: "看错了，再核对一次",
  },
  fault: {
    heading: (name: string): string => `${name} 发来的份额不对`,
    lead: (number: number): string =>
      `第 ${number} 位持有人发给您的秘密份额与公开的承诺不符。您的密钥没有泄露，本页也没有再发出什么。`,
    step: "请会议主持另建一个密钥保管组，重新做密钥仪式，并查明原因。",
  },
  ready: {
    heading: "密钥已经就绪",
    idle: "现在没有要您做的事。刚封的票箱要先由计票系统核验，请过几分钟再打开本页。以后每次会议前的演练、会后的解密，都用这同一个链接。",
    due: "现在要做",
    rehearse: (meeting: string): string => `会议“${meeting}”的演练`,
    numbered: (number: string): string => `会议编号 ${number}`,
    rehearseGo: "开始演练",
    rehearseLead: "每次会议前，用真正的介质上的真正密钥算一个什么也解不开的份额，证明密钥能用。",
    openFirst: "先打开密钥文件",
    openLead: "请选择您的密钥文件。没有核对过六个词的，本页会先请您核对。",
    other: "为另一次会议演练",
    otherLabel: "会议编号",
    otherHint: "会议页“会议信息”里写着，请会议工作人员告诉您。",
    otherGo: "开始这次演练",
    otherEmpty: "请输入会议编号",
    rehearsed: "已完成的演练",
    check: "检查这份密钥文件",
    checked: "这份密钥文件打得开，仪式已经完成。",
    copies: "请把密钥文件再复制一份到另一种介质，分开封存。用完请退出登录或者关掉本页：密钥不留在浏览器里。",
    box: (title: string, electorate: string): string => `解密票箱 ${title}（${electorate} 票）`,
    boxGo: "核验并解密",
    roundGo: (boxes: number): string => `核验并解密这一轮的 ${boxes} 个票箱`,
    roundLead: (title: string): string =>
      `“${title}”有几个票箱要解密：可以一次做完，逐个核对六个词，密钥文件只保存一次。`,
    boxLead: "本页先下载整个票箱，逐票核验、自己合计，再请您与会场核对六个词；对不上就什么也不给。",
    boxShares: (names: string, threshold: number): string =>
      `已交份额：${names}。共需 ${threshold} 位。`,
    boxes: "等待份额的票箱",
    nobody: "还没有人",
    atFault: (names: string): string => `这些人的份额与别人的对不上，要重新查：${names}。`,
    boxDone: "您的份额已经收到。",
    refused: (names: string): string => `已拒收：${names} 的份额证明不成立，没有计入。`,
    shut: "这个票箱再也解不开了：丢失的密钥太多，谁也不能，管理员也不能。没有泄露任何一票，也不会有结果。",
    shutWay: "这一轮怎么办：用新的保管组和新凭条重投",
  },
  rehearsing: {
    going: "您的密钥工作正常。请开着这个页面，等其他人完成。",
    proved: "您的密钥有效：本次演练的份额已经收到，这份文件也能重新算出它。",
    all: "演练完成：每一位持有人的密钥都能用。",
    back: "返回",
  },
  counting: {
    heading: (title: string): string => `正在核验票箱 ${title}`,
    lead: "正在下载、逐票核验每一个证明，并自己合计。几百张票要几分钟，请不要关闭页面。",
    progress: (done: number, total: number): string => `已核验 ${done} / ${total} 张`,
  },
  confirming: {
    heading: "与会场核对六个词",
    place: (place: number, all: number): string => `（第 ${place} 个，共 ${all} 个票箱）`,
    name: (title: string, electorate: string): string => `${title}（${electorate} 票）`,
    lead: (ballots: number): string =>
      `${ballots} 张票全部核验无误。请看会场屏幕上封箱记录的六个词：与这里一样，才说明这就是监票人封的那个票箱。`,
    same: "与会场一样",
    differ: "不一样",
    working: "正在记入密钥文件……",
    stop: "停下：与会场的词不一样",
    stopLead: "这不是监票人封的那个票箱。本页没有给出份额。请叫监票人来核对。",
  },
  shared: {
    heading: "份额已经交出",
    lead: (title: string): string =>
      `票箱 ${title} 的解密份额已经收到。您的密钥记住了它：同一个票箱的另一份合计永远不会再解。`,
    back: "返回",
  },
  lost: {
    summary: "电脑或者密钥文件丢了怎么办？",
    others: (threshold: number, size: number): string =>
      `密钥仪式完成以后，${size} 位持有人中任意 ${threshold} 位就能解密：丢一份不影响计票，丢的那份单独也解不开任何东西。`,
    tell: "请马上告诉会议主持，并改掉您的登录口令。捡到文件的人没有口令打不开它。",
    copy: "有副本的，用副本和同一个链接接着做。仪式途中丢了而又没有副本的，要另建一个密钥保管组重新开始。",
    many: (threshold: number): string =>
      `剩下的不足 ${threshold} 份时，已投的票谁也解不开，也不会泄露；这一轮只能重新投票。`,
    report: "密钥文件和副本都没有了：报告密钥丢失",
    mine: "您的密钥已报告丢失",
    named: (names: string): string => `${names} 的密钥已报告丢失`,
    said: (name: string, at: string, by: string): string => `${name}：${at} 由 ${by} 报告。`,
    what: "丢的只是您自己的这一份：它单独什么也解不开，捡到文件的人没有口令也打不开它。已经交出的份额不受影响。",
    goesOn: (names: string, threshold: number): string =>
      `${names} 的密钥还在，够 ${threshold} 位：计票照常进行，结果不受影响。`,
    tooFew: (left: number, threshold: number): string =>
      `还在的密钥只有 ${left} 把，需要 ${threshold} 把：这个保管组不能再为别的会议计票。现在等着的票箱还能不能解开，写在各票箱那里；已经交出的份额仍然算数。`,
    next: "以后的会议：请管理员另建一个密钥保管组。这个组不能再为新会议演练。",
    found: "密钥找到了，或者报错了：撤回报告",
  },
};

/** What every language has to say. */
export type TrusteeTexts = typeof zh;
