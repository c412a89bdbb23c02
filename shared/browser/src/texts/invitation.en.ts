/** What the voter reads in English on the page of an invitation. */
import type { Stage } from "../invitation/invitee.ts";
import type { Trouble } from "../invitation/troubles.ts";
import type { InvitationTexts } from "./invitation.zh.ts";
import type { TroubleText } from "./zh.ts";

const troubles: { readonly [T in Trouble]: TroubleText } = {
  no_link: {
    what: "Please open your invitation",
    means: "This page is opened by your personal link or QR code; this address holds no invitation.",
    step: "Open the whole link again, or scan your code once more.",
  },
  unknown_link: {
    what: "This invitation is not known",
    means: "The link is not complete, or is of another meeting. Nothing was picked up.",
    step: "Open the whole link; if that does not help, ask the registrar.",
  },
  replaced: {
    what: "A newer invitation was made for you",
    means: "So this one is void. Nothing was picked up with it.",
    step: "Use the newer one; if you asked for none, tell the registrar at once.",
  },
  not_me: {
    what: "Please do not use somebody else's invitation",
    means: "Nothing was picked up, and that person is not checked in.",
    step: "Give this invitation to the staff, and open your own.",
  },
  too_late: {
    what: "Check-in is over",
    means: "You picked up no voting right, and a phone can get none any more. You can still vote.",
    step: "Ask the registrar for a reserve slip, between two votes.",
  },
  already: {
    what: "A voting right was picked up with this invitation",
    means: "It is in the phone and the browser that picked it up; everybody gets one.",
    step: "If it was this phone, go on below; if it was another one, go on there. If that phone is lost, or it was not you, tell the staff at once.",
  },
  already_over: {
    what: "A voting right was picked up with this invitation",
    means: "The lists are published, so nothing can be activated any more. The right is in the phone that picked it up.",
    step: "If it was this phone, go on below. If that phone is lost there is no second right; tell the staff.",
  },
  has_slip: {
    what: "You have got a reserve slip",
    means: "It is on record that you were handed one, so a phone can pick up nothing.",
    step: "Vote with that slip; if you have none, tell the registrar.",
  },
  ended: {
    what: "The meeting is over",
    means: "All its votes are closed.",
    step: "You can close this page.",
  },
  cancelled: {
    what: "The meeting was cancelled",
    means: "There is no vote, and the invitation is void.",
    step: "Wait to hear from the staff.",
  },
  words_differ: {
    what: "The words differ: do not go on",
    means: "This page may be a false one. Nothing was picked up.",
    step: "Show this page to the scrutineers, or try another phone.",
  },
  not_authentic: {
    what: "This is not what was published",
    means: "What came failed a check; it may be tampered with. You do not have your voting right yet.",
    step: "Do not go on. Show this page to the scrutineers.",
  },
  wrong_key: {
    what: "The desk's signing key is a wrong one",
    means: "It is not the one that the meeting's manifest names. Signed with it, your ballot might be recognised. Nothing was sent.",
    step: "Stop here and tell the scrutineers at once.",
  },
  bad_signature: {
    what: "The desk's signature is wrong",
    means: "It failed its check, and nobody can vote with it. You are checked in.",
    step: "Do not close this page. Tell the scrutineers at once.",
  },
  no_network: {
    what: "The desk cannot be reached",
    means: "This phone has no network now, or it is too slow.",
    step: "Check the network (the hall's Wi-Fi or mobile data), then try again; nothing is lost.",
  },
  busy: {
    what: "Many are checking in at once",
    means: "The desk is busy.",
    step: "Wait some ten seconds, then try again; nothing is lost.",
  },
  old_page: {
    what: "This page is too old",
    means: "It is of another version than the desk. You do not have your voting right yet.",
    step: "Load this page again, or open your invitation once more.",
  },
  browser: {
    what: "This browser will not do",
    means: "It cannot run the encryption, or it stores nothing (private browsing?). You do not have your voting right yet.",
    step: "Open the invitation in the phone's own browser, or ask the registrar about a reserve slip.",
  },
  internal: {
    what: "Something went wrong",
    means: "There was an unexpected fault.",
    step: "Try again; if it happens again, tell the staff. Nothing is lost.",
  },
};

const stages: { readonly [S in Stage]: (done: number, total: number) => string } = {
  making: (done, total) => `Making credentials: ${done} of ${total}`,
  asking: () => "Asking the desk to sign",
  checking: (done, total) => `Checking signatures: ${done} of ${total}`,
};

export const en: InvitationTexts = {
  title: "Check-in by phone",
  otherLanguage: "中文",
  skip: "Skip to the main part",
  rehearsal: "Rehearsal: this vote counts for nothing",
  offline: "The desk cannot be reached now; this page keeps trying.",

  looking: {
    heading: "Opening the invitation",
    lead: "Reading what was published of the meeting, and checking all of it. A few seconds.",
  },
  waiting: {
    heading: "Check-in has not begun",
    hello: (name) => `Good day, ${name}.`,
    lead: "You are not checked in yet. When check-in begins, this page goes on by itself.",
    keep: "Keep this page open; the phone may be locked, come back here when you unlock it.",
    look: "Look now",
  },
  greeting: {
    heading: (name) => `Good day, ${name}`,
    meeting: "Meeting",
    electorate: "Class",
    name: "Name",
    lead: "This phone will do three things:",
    steps: [
      "Check you in and pick up your voting right: one for each person, in this phone alone.",
      "After check-in, keep the box's page open for some two minutes while it activates.",
      "When the chair opens the vote, you mark your ballot and cast it here.",
    ],
    yes: "This is me: go on",
    no: "This is not me",
    secretSummary: "How can nobody know how I vote?",
    secret:
      "This phone makes the code by itself. The desk knows who you are, but signs without seeing the code (a blind signature); the box sees the credential, but not whose it is. Their records put together do not match up.",
    live: "Three things we cannot prevent: somebody looking at your screen, somebody watching both ends of the hall's network, and a desk that sends your phone another program than the published one.",
  },
  words: {
    heading: "Compare six words",
    lead: "Compare them with the six words on the hall screen, one by one.",
    ours: "English",
    others: "Chinese",
    same: "The same: get my voting right",
    differ: "Not the same",
    once: "This checks you in. Everybody gets one voting right, once: use the phone and the browser you will vote with, and no private window: closing one loses the right.",
  },
  collecting: {
    heading: "Getting your voting right",
    keep: "Please do not close this page.",
    stages,
  },
  unsure: {
    heading: "Not sure yet",
    means: "The desk did not answer: it may have signed, or not.",
    step: "Check the network and try again. The same is sent, so you get one right and lose none. You may load this page again, but do not close it.",
    again: "Try again",
  },
  ready: {
    heading: "You have your voting right",
    lead: "You are checked in. Next, hand the right to the box's page. It is at another address, and does not know who you are.",
    going: "Opening the box's page …",
    go: "Go on: open the box's page",
    warning:
      "If the browser warns of the connection, do as the hall screen says, then come back here and press “Go on”.",
    done: "It is open: erase this copy",
    doneLead:
      "A copy is still in this page, in case the box's page did not open. Once it has, you can erase the copy; closing this page does so too.",
  },
  stopped: {
    again: "Try again",
    reload: "Load the page again",
    box: "Go on with this phone",
    test: "Test this phone",
    code: "Code: ",
  },
  troubles,
};
