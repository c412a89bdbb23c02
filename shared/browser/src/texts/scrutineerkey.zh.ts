/**
 * 监票人生成密钥的页面的中文。英文在 scrutineerkey.en.ts。
 *
 * What a scrutineer who makes a key reads in Chinese. `scrutineerkey.en.ts` has the same keys, or it
 * does not compile.
 */
import type { KeyHitch } from "../scrutineerkey/troubles.ts";
import type { HitchText } from "./trustee.zh.ts";

const hitches: { readonly [H in KeyHitch]: HitchText } = {
  no_network: {
    what: "会务登记系统没有回答",
    step: "密钥文件不受影响。请检查网络，再试一次。",
  },
  signed_out: {
    what: "登录已经结束",
    step: "密钥文件不受影响。请在另一个标签页重新登录，再回到这里试一次。",
  },
  not_a_scrutineer: {
    what: "这个账号不是监票人",
    step: "请用您自己的账号登录，或者请管理员给您监票人的职责。",
  },
  key_changed: {
    what: "您打开这一页以后，登记的公钥已经变了",
    step: "这把新的没有登记。请打开“我的监票人密钥”看一看：不是您本人改的，请马上告诉管理员，并在“我的账号”里结束其他登录。",
  },
  other_account: {
    what: "现在登录的是另一个人",
    step: "没有登记。请用打开这一页的账号重新登录，再试一次。",
  },
  browser: {
    what: "这个浏览器不能计算",
    step: "请换一台内存足够的电脑，用新版浏览器重新开始；或者用命令行 ostraka slips scrutineer-key。",
  },
  internal: {
    what: "系统出错了",
    step: "请刷新页面，重新开始；还是这样，请把下面的代码告诉管理员。",
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
    step: "文件选错了，或者没有存完整。请选刚才保存的那个文件。",
  },
  key_file_too_hard: {
    what: "这个浏览器打不开这个密钥文件",
    step: "内存不够。请关掉别的网页再试，或者换一台电脑重新开始。",
  },
  other_key_file: {
    what: "这是别的密钥文件",
    step: "它不是监票人的密钥文件。请选刚才保存的那个文件。",
  },
  not_the_saved_file: {
    what: "这不是刚才保存的那个文件",
    step: "请选最新保存的那个文件：文件名在上面。还没有登记，也没有发出什么。",
  },
};

export const zh = {
  title: "我的监票人密钥",
  otherLanguage: "English",
  skip: "跳到主要内容",
  code: "代码：",
  problem: "没有成功",
  hitches,
  beginning: {
    heading: "生成监票人密钥",
    lead: "您用它签封箱记录和未发出凭条的清单。密钥只在这台电脑的浏览器里生成，从不离开它：保存成一个加了密的文件，由您自己保管。只有公钥登记到会务系统。",
    owner: (name: string): string => `这是 ${name} 的密钥。不是您本人，请先退出。`,
    replaces: "您已经登记了一把公钥，新的会换掉它，旧的记录保留。已经写着旧公钥的会议不变：那些会议仍用旧的密钥文件签名，请不要销毁。",
    passphrase: "为密钥文件设一个口令",
    passphraseHint: "至少 12 个字符。没有口令谁也打不开文件，也没有人能替您找回：请写在纸上，与文件分开放。",
    repeat: "再输一次口令",
    make: "生成密钥",
    making: "正在生成密钥，大约几秒……",
    short: "口令至少要 12 个字符",
    differ: "两次输入的口令不一样",
  },
  saving: {
    heading: "保存密钥文件，并证明它打得开",
    told: "还没有登记：要先保存，再从保存的地方选回来，打得开才登记公钥。",
    name: "文件名",
    save: "① 保存文件",
    saveHint: "存到 U 盘等随身的介质上，不要用邮件或者聊天软件传。",
    choose: "② 选择刚才保存的文件",
    passphrase: "③ 再输一次口令",
    passphraseHint: "证明口令您记得。",
    prove: "验证并登记公钥",
    proving: "正在打开文件……",
    noFile: "请选择刚才保存的文件",
    noPassphrase: "请输入口令",
    copies: "请把这个文件再复制一份到另一种介质，分开放。会议公布以后换不了密钥：丢了文件或者忘了口令，就少一位监票人。",
  },
  recording: {
    heading: "正在登记公钥……",
    lead: "密钥文件打得开。只发出公钥，文件和口令都不发出。",
  },
  unrecorded: {
    heading: "公钥还没有登记",
    again: "再试一次",
    otherwise: "密钥文件是好的。也可以抄下公钥，以后在“我的监票人密钥”里登记。",
  },
  recorded: {
    heading: "公钥已经登记",
    done: "会议组织者在会议资料里选中您，就会自动填上这把公钥。",
    key: "公钥",
    copies: "请把密钥文件再复制一份到另一种介质，与口令分开放。会议公布以后换不了密钥。",
    back: "回到“我的监票人密钥”",
  },
};

/** What a scrutineer who makes a key reads, in either language. */
export type ScrutineerKeyTexts = typeof zh;
