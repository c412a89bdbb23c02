/**
 * Which browser this calls itself: shown to the person who holds it, and never sent anywhere.
 *
 * Only for telling people what to tap. Whether a browser can vote is found out by `needs.ts`.
 */

/** A browser's name as people know it. */
export interface Family {
  readonly zh: string;
  readonly en: string;
  /** Whether it is a window inside another app, which can hand the page to a real browser. */
  readonly inside: boolean;
}

/** In this order: browsers inside apps carry the name of what they are built on as well. */
const FAMILIES: readonly (readonly [RegExp, Family])[] = [
  [/MicroMessenger/i, { zh: "微信内置浏览器", en: "WeChat's built-in browser", inside: true }],
  [/AlipayClient/i, { zh: "支付宝内置浏览器", en: "Alipay's built-in browser", inside: true }],
  [/DingTalk/i, { zh: "钉钉内置浏览器", en: "DingTalk's built-in browser", inside: true }],
  [/Lark|Feishu/i, { zh: "飞书内置浏览器", en: "Feishu's built-in browser", inside: true }],
  [/Weibo/i, { zh: "微博内置浏览器", en: "Weibo's built-in browser", inside: true }],
  [/MQQBrowser/i, { zh: "QQ 浏览器", en: "QQ Browser", inside: false }],
  [/\bQQ\//i, { zh: "QQ 内置浏览器", en: "QQ's built-in browser", inside: true }],
  [/UCBrowser|UCWEB/i, { zh: "UC 浏览器", en: "UC Browser", inside: false }],
  [/Quark/i, { zh: "夸克浏览器", en: "Quark", inside: false }],
  [/HuaweiBrowser/i, { zh: "华为浏览器", en: "Huawei Browser", inside: false }],
  [/MiuiBrowser/i, { zh: "小米浏览器", en: "Xiaomi Browser", inside: false }],
  [/HeyTapBrowser/i, { zh: "OPPO 浏览器", en: "OPPO Browser", inside: false }],
  [/VivoBrowser/i, { zh: "vivo 浏览器", en: "vivo Browser", inside: false }],
  [/SamsungBrowser/i, { zh: "三星浏览器", en: "Samsung Internet", inside: false }],
  [/Edg(e|A|iOS)?\//i, { zh: "Edge", en: "Edge", inside: false }],
  [/Firefox|FxiOS/i, { zh: "Firefox", en: "Firefox", inside: false }],
  [/Chrome|CriOS|Chromium/i, { zh: "Chrome", en: "Chrome", inside: false }],
  [/Safari/i, { zh: "Safari", en: "Safari", inside: false }],
];

/** Return the family of a browser that calls itself `userAgent`; `undefined` if it is not listed. */
export function family(userAgent: string): Family | undefined {
  const known = FAMILIES.find(([pattern]) => pattern.test(userAgent));
  return known && known[1];
}
