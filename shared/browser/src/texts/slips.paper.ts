/** What stands on paper, in both languages at once; the same words as shared/cli/slips/slips.typ. */

export const onPaper = {
  rehearsal: { zh: "演练 · 不计票", en: "TEST RUN · not counted" },
  electorate: (title: string) => `票类 Class：${title}`,
  scan: { zh: "扫码投票", en: "Scan to vote" },
  keep: {
    zh: "凭条不记名，勿示人、勿拍照。各轮表决共用一张，请保管到散会。",
    en: "Show it to nobody. It serves every vote of the meeting: keep it to the end.",
  },
  open: { zh: "不能扫码？打开", en: "No camera? Open" },
  capitals: { zh: "区分大小写", en: "capitals matter" },
  slips: {
    zh: (letter: string) => `${letter} 类凭条`,
    en: (letter: string) => `Slips of class ${letter}`,
  },
  reserveSlips: {
    zh: (letter: string) => `${letter} 类备用凭条`,
    en: (letter: string) => `Reserve slips of class ${letter}`,
  },
  keepNoFile: { zh: "打印后不留文件", en: "Keep no file of this sheet" },
  reserve: {
    heading: { zh: "备用凭条", en: "Reserve slips" },
    what: {
      zh: "下面各页是备用凭条。请裁开后另装一袋、封好，只在两轮之间由监票人发给晚到的人；会后与剩余凭条一起扫描。",
      en: "The next sheets are reserve slips. Cut them, seal them in an envelope of their own, and hand them out only between rounds, by the scrutineers, to late-comers. After the meeting they are scanned with the slips that are left over.",
    },
  },
} as const;
