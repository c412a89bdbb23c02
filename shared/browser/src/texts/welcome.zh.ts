/** What the script of /welcome says, in Chinese; the type of the English twin. */

export const zh = {
  missing: (characters: number) => `还差 ${characters} 个字符`,
  same: "相同的字符太多：至少要有 6 个不同的",
  enough: "长度够了",
  show: "显示密码短语",
  hide: "隐藏密码短语",
};
