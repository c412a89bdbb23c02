/** What the voter reads in English on the page that keeps and activates a voting right. */
import type { Trouble } from "../activation/troubles.ts";
import type { ActivationTexts, Failure } from "./activation.zh.ts";
import type { TroubleText } from "./zh.ts";

const troubles: { readonly [T in Trouble]: TroubleText } = {
  nothing: {
    what: "No voting right is in this browser",
    means: "It is only in the phone and the browser with which it was picked up.",
    step: "Open this page there. If it was not picked up yet, open your invitation.",
  },
  broken: {
    what: "The voting right did not arrive whole",
    means: "The address may have been cut off. Nothing is activated yet.",
    step: "Go back to the page before and press “Go on” again, or ask the staff.",
  },
  other_meeting: {
    what: "The meeting is not the one you compared",
    means: "The box shows another meeting than the one whose six words you compared. Nothing was activated.",
    step: "Stop here and show this page to the scrutineers.",
  },
  unknown_meeting: {
    what: "This meeting is not known here",
    means: "The box has not heard of it yet, or the address is wrong. The voting right is still in this phone.",
    step: "Keep this page open: it looks again by itself. If this does not pass, tell the staff.",
  },
  not_authentic: {
    what: "This is not what was published",
    means: "What came failed a check; it may be tampered with. The voting right is still in this phone.",
    step: "Do not go on. Show this page to the scrutineers.",
  },
  erased: {
    what: "The voting right kept here is erased",
    means: "This page can vote no more; a ballot that was cast stays cast. The desk's page may still hold a copy: close this tab, and that of your invitation.",
    step: "If you saved the code elsewhere, you can vote with it.",
  },
  internal: {
    what: "Something went wrong",
    means: "There was an unexpected fault. The voting right is still in this phone.",
    step: "Load this page again; if it happens again, tell the staff.",
  },
};

const failures: { readonly [F in Failure]: TroubleText } = {
  late: {
    what: "Activation has ended",
    means: "The box heard nothing of this phone before the end, so it is not on the list and cannot vote.",
    step: "Tell the staff. Whoever picked up a voting right cannot get a reserve slip.",
  },
  refused: {
    what: "The box did not take the activation",
    means: "The desk's signature failed the box's check. This phone cannot vote.",
    step: "Tell the scrutineers at once, and do not erase the voting right.",
  },
  missing: {
    what: "You are not on the published list",
    means: "The box confirmed your activation, but the list it published does not hold it. That is the box's fault.",
    step: "Tell the scrutineers at once, and do not erase the voting right: its signature is evidence.",
  },
};

export const en: ActivationTexts = {
  title: "Voting right",
  otherLanguage: "中文",
  skip: "Skip to the main part",
  rehearsal: "Rehearsal: this vote counts for nothing",
  meeting: "Meeting",
  offline: "The box cannot be reached now; this page keeps trying, and the voting right is not lost. Check the network.",

  looking: {
    heading: "Checking the meeting",
    lead: "Reading what the box has published, and checking all of it. A few seconds.",
  },
  waiting: {
    heading: "The voting right is in this phone",
    lead: "Activation begins after check-in. This page then goes on by itself.",
    keep: "Please keep this page open.",
    locked:
      "A locked phone loses nothing; when activation is announced, unlock it and come back to this page.",
  },
  activating: {
    heading: "Activating: keep this page open",
    lead: "Each box is told apart, after a random wait, so that the time tells nobody who you are. Mostly less than two minutes.",
    progress: (done, total) => `${done} of ${total} activated`,
    ends: (time) => `Activation ends at ${time}; nothing can be activated after that.`,
  },
  activated: {
    heading: "Done: you may lock your phone",
    lead: (time) => `Activation ends at ${time}; then the list is published.`,
    next: "Open this page again when the chair opens the vote: it first makes sure that you are on the list, then leads you to the vote.",
  },
  listed: {
    heading: "You are on the list",
    lead: "The published list was checked: your voting right stands on it.",
    open: "The vote is open.",
    vote: "Vote now",
    later:
      "No vote is open now. A button appears here when one opens; you may lock the phone and come back then.",
  },
  voted: {
    heading: "You have voted",
    lead: "Your ballot is in the box; it cannot be changed, and you need not do anything. If there is another round, a button appears here.",
  },
  over: {
    heading: "The votes of this meeting are over",
    lead: "The voting right and its code are erased here. Please close this tab, and that of your invitation: the desk's page may still hold a copy.",
    receipts: "Your receipts: they are gone when you leave this page. Copy them to check later.",
  },
  receipts: "Receipts",
  beside: {
    what: "The voting right just brought did not arrive whole, and was not kept",
    means: "What this page shows below is the one that was in this phone before. It may be somebody else's.",
    step: "Go back to the page before and press “Go on” again, or ask the staff.",
  },
  several: (starts) =>
    `This phone holds the voting rights of several people. In the order they came, the codes begin with ${starts}. Remember yours, and choose it when you vote.`,
  fleeting: {
    what: "This browser keeps nothing",
    means: "It lets pages store nothing (private browsing?). When this page is closed, the voting right is gone.",
    step: "Keep this page open, and write down the code below now.",
  },
  save: {
    summary: "Save the code, as a spare",
    lead: "With this code you can vote from another phone, or after the browser's data was cleared. Whoever has it can vote in your place: show it to nobody and send it nowhere.",
    show: "Show the code",
    qr: "QR code of the voting page, with the code in it",
    scan: "Scan it with another phone to open the voting page there.",
  },
  kept: {
    summary: "What is kept in this phone",
    what: "The code, the signatures that activate it, and your receipts; in this browser alone, and not your name. They are erased when this page is first opened after the meeting. The desk's page may keep a copy until its tab is closed.",
    live: "This page uses no cookie, and the box notes neither address nor time. But who watches both ends of the hall's network may be able to tell which phone it was.",
    history:
      "The browser's own history may hold the code. Clear this day's history after the meeting, and use no browser that shares its history with others.",
    erase: "Erase it now",
  },
  erase: {
    heading: "Erase the voting right from this phone?",
    lead: "This phone cannot vote after that.",
    again:
      "Everybody gets one, once: nobody can give you another one, nor a slip in its place.",
    cast: "A ballot that was cast stays cast, but the receipts kept here are erased too.",
    yes: "Erase it for good",
    no: "Keep it",
  },
  stopped: { reload: "Load the page again" },
  failures,
  troubles,
};
