/**
 * 投票页面怎样称呼保存在本机的投票权。What the booth says of rights that are kept in the phone.
 */
import type { Language } from "../page/language.ts";

export interface KeptTexts {
  readonly heading: string;
  readonly lead: string;
  /** The button of one of `count` rights; `start` is how its code begins. */
  readonly use: (start: string, count: number) => string;
}

export const keptTexts: { readonly [L in Language]: KeptTexts } = {
  zh: {
    heading: "这部手机里有投票权",
    lead: "如果有几份，请选您自己的那一份（代码的开头几位不同）。",
    use: (start, count) => (count === 1 ? "用这部手机里的投票权" : `用 ${start}… 这一份`),
  },
  en: {
    heading: "A voting right is in this phone",
    lead: "If there are several, choose your own: their codes begin differently.",
    use: (start, count) =>
      count === 1 ? "Use the right in this phone" : `Use the one that begins with ${start}`,
  },
};
