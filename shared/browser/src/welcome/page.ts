/**
 * The page of a one-time link. The token leaves the address bar before anything else happens, and
 * goes into the form; whoever changes the language takes it along.
 */

import { byId } from "../page/elements.ts";
import { pageLanguage } from "../page/language.ts";
import { en } from "../texts/welcome.en.ts";
import { zh } from "../texts/welcome.zh.ts";
import { lacking } from "./strength.ts";

/** What a link ends in. Anything else behind a `#` is a place on the page. */
const TOKEN = /#(i[0-9a-f]{16}\.[0-9a-f]{64})$/;

/** Make the page work. */
export function start(): void {
  const invitation = byId("invitation") as HTMLInputElement;
  takeToken(invitation);
  byId("link").hidden = invitation.value !== "";
  // Another link, opened where this page stands, loads nothing.
  addEventListener("hashchange", () => {
    if (!takeToken(invitation)) return;
    byId("link").hidden = true;
    document.querySelector(".govuk-error-summary")?.remove(); // it spoke of the link before
  });
  keepOnLanguageChange(invitation);
  tellStrength(byId("passphrase") as HTMLInputElement);
}

/** Move the token from the address into the form; return whether there was one. */
function takeToken(invitation: HTMLInputElement): boolean {
  const token = TOKEN.exec(location.hash)?.[1];
  if (token === undefined) return false;
  history.replaceState(null, "", location.pathname + location.search);
  invitation.value = token;
  return true;
}

/** Let the link to the other language carry the token. */
function keepOnLanguageChange(invitation: HTMLInputElement): void {
  const link = document.querySelector<HTMLAnchorElement>("header a[hreflang]");
  link?.addEventListener("click", () => {
    if (invitation.value !== "") link.hash = invitation.value;
  });
}

/** Say while one types what the passphrase lacks, and show it to whoever wants to see it. */
function tellStrength(passphrase: HTMLInputElement): void {
  const texts = { zh, en }[pageLanguage()];
  const told = byId("strength");
  passphrase.addEventListener("input", () => {
    const lack = lacking(passphrase.value);
    told.classList.toggle("office-strength--good", lack === null);
    if (lack === null) told.textContent = texts.enough;
    else told.textContent = lack === "same" ? texts.same : texts.missing(lack);
  });
  const show = byId("show");
  show.hidden = false;
  show.addEventListener("click", () => {
    const hidden = passphrase.type === "password";
    passphrase.type = hidden ? "text" : "password";
    show.textContent = hidden ? texts.hide : texts.show;
  });
}
