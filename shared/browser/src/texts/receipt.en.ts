/** What the voter reads in English on the page that checks receipts. */
import type { Answer, Use } from "../receipt/checking.ts";
import type { Obstacle } from "../receipt/obstacles.ts";
import type { ReceiptTexts } from "./receipt.zh.ts";
import type { TroubleText } from "./zh.ts";

const answers: { readonly [A in Answer]: TroubleText } = {
  counted: {
    what: "Your ballot is in the box",
    means: "The receipt is genuine, and the ballot is on the list that the box has published.",
    step: "This is the list that is counted. You need not do anything more.",
  },
  found: {
    what: "This ballot is in the box",
    means: "The tracker is on the list that the box has published.",
    step: "This is the list that is counted. You need not do anything more.",
  },
  recorded: {
    what: "Recorded; the vote is still open",
    means: "The ballot is in the box. The list is published after the close; only then it is final.",
    step: "Keep the receipt and come back after the close.",
  },
  publishing: {
    what: "Recorded; the list is being made",
    means: "The vote has closed and the ballot is in the box. The list will be published soon.",
    step: "Check again in a minute or two.",
  },
  missing: {
    what: "A genuine receipt, but no ballot",
    means: "This is our fault, not yours. The receipt is the proof of it.",
    step: "Keep the receipt (do not delete the screenshot) and go to the scrutineers now.",
  },
  false_signature: {
    what: "The ballot is there, but the receipt is not genuine",
    means:
      "The tracker is on the published list, but the signature on the receipt is not this box's. It may be miscopied, or somebody changed it.",
    step: "Check again with your screenshot or the QR code; if it is the same, show the scrutineers.",
  },
  not_genuine: {
    what: "Not genuine, or of another meeting",
    means:
      "The receipt is not signed by a box of this meeting. That does not mean that your ballot does not count.",
    step: "Is it complete, and of this meeting? Check again with the QR code, or show the scrutineers.",
  },
  unknown: {
    what: "No ballot has this tracker",
    means: "No box of this meeting holds a ballot with exactly this tracker. It may be miscopied.",
    step: "Compare it letter by letter (capitals differ from small letters), or use the receipt.",
  },
  no_vote: {
    what: "No list has a ballot of this slip",
    means: "Every published list was looked into: by these lists no vote was cast with this slip.",
    step: "You need not do anything more.",
  },
  no_vote_yet: {
    what: "It cannot be said yet",
    means: "No list that is published has a ballot of this slip, but not every box has published.",
    step: "Check again when all votes have closed.",
  },
  voted: {
    what: "A vote was cast with this slip",
    means: "The tracker of that ballot is shown below.",
    step: "If you cast it, all is well. If not, go to the scrutineers now, and take the slip along.",
  },
  not_listed: {
    what: "This slip is not on the list",
    means: "It is of another meeting, or was made void or replaced. Nobody can vote with it here.",
    step: "Look at the meeting's name on the slip; if in doubt, show it to the scrutineers.",
  },
  other_class: {
    what: "This slip is not of this meeting",
    means: "This meeting has no such class of voters. Nobody can vote with it here.",
    step: "Look at the meeting's name on the slip, and scan that meeting's code.",
  },
};

const uses: { readonly [U in Use]: string } = {
  voted: "voted",
  no_vote: "no vote",
  open: "still open: it cannot be said now",
  publishing: "closed; the list is not published yet",
  unopened: "never opened: nobody could vote",
  annulled: "annulled; no list is published, and no ballot in it counts",
  not_listed: "this slip is not on the list",
};

const obstacles: { readonly [O in Obstacle]: TroubleText } = {
  no_network: {
    what: "The box cannot be reached",
    means: "This phone has no network now, or it is too slow. Your ballot is not touched by that.",
    step: "Check the network, then try again.",
  },
  busy: {
    what: "Many are checking at once",
    means: "The box is busy. Your ballot is not touched by that.",
    step: "Wait some ten seconds, then try again.",
  },
  unknown_meeting: {
    what: "This meeting is not known here",
    means: "This is not the address of the meeting's check. Your ballot is not touched by that.",
    step: "Scan the QR code of your receipt again, or ask the staff.",
  },
  not_authentic: {
    what: "What the box published failed a check",
    means: "Signatures or numbers do not agree; it may be tampered with. So nothing can be said.",
    step: "Keep your receipt and show this page to the scrutineers.",
  },
  browser: {
    what: "This browser cannot check slips",
    means: "It cannot run the cryptography. Your ballot is not touched by that.",
    step: "Use the phone's own browser, or ask the scrutineers.",
  },
  internal: {
    what: "Something went wrong",
    means: "There was an unexpected fault, and nothing was found out. Your ballot is not touched.",
    step: "Try again; if it happens again, tell the staff.",
  },
};

export const receiptEn: ReceiptTexts = {
  title: "Check a ballot",
  start: {
    heading: "Check my vote",
    lead: "With the receipt you got when you voted you can see that your ballot is in the box. Neither shows how you voted.",
    scan: "Scan the receipt's QR code",
    picture: "Read it from a screenshot or photo",
    label: "Text of the receipt, or the tracker",
    hint: "Paste all of it. The 43 letters of the tracker alone will do; capital and small letters differ.",
    go: "Check",
    problem: "It cannot be checked yet",
    noCode: "No QR code was found in this picture. Try a clearer one, or paste the receipt's text.",
    slipHeading: "I did not vote. Has somebody used my slip?",
    slipLead: "After the close you can check with the slip you did not use.",
    slip: "Check a slip",
  },
  flaws: {
    empty: "Paste the receipt, or type the tracker",
    receipt: "This is not a complete receipt. Copy all of it, or scan it again",
    tracker: (letters) => `A tracker has 43 letters; this has ${letters}. Compare them`,
    trackerLast: "The last letters of the tracker are wrong. Compare them; capitals differ",
  },
  camera: {
    heading: "Scan the QR code",
    lead: "Hold the code of the receipt or slip in the middle. The picture is read in this phone only; it is not sent or saved.",
    stop: "Back",
    refused: "The camera cannot be used. Allow it in the browser, or paste the receipt's text.",
    notSlip: "This code is neither a receipt nor a slip.",
  },
  slip: {
    heading: "Was a vote cast with this slip?",
    lead: "Type it as it stands on the slip. The code is used in this phone only; it is not sent or saved.",
    go: "Check this slip",
    back: "Back",
  },
  busy: {
    heading: "Checking",
    lead: "Reading what the box has published, and checking all of it.",
    progress: "Progress",
  },
  answers,
  uses,
  obstacles,
  facts: {
    meeting: "Meeting",
    item: "Matter",
    spare: "Spare box",
    tracker: "Tracker",
    receipt: "Your receipt",
    slip: "This slip",
    ballots: "Ballots",
    count: (count) => `${count}`,
    signed: "Signed",
    names: (names) => (names.length === 0 ? "by nobody yet" : names.join(", ")),
    boxes: "Box by box",
    unopened: (count) =>
      count === 1
        ? "One spare box has not opened: nobody could vote in it. Should it open, check again."
        : `${count} spare boxes have not opened: nobody could vote in them. Should one open, check again.`,
  },
  near: "One tracker on the list differs from yours in a few letters only. Compare it with what you wrote down: if it is this one, you miscopied it, and your ballot is in the box.",
  notes: {
    annulled: "This round was annulled: none of its ballots count.",
    sealed: "This box holds so few ballots that it is never decrypted; no result is published.",
    unsigned:
      "The scrutineers have not all signed yet. Check again later to be sure that this is the list that is counted.",
    test: "Rehearsal: ballots here count for nothing.",
    noSignature:
      "Only the tracker was looked up; no signature was checked. Were it not on the list, only a signed receipt would be proof.",
  },
  meaning: {
    summary: "What this shows, and what it does not",
    counted: [
      "It shows: this ballot is on the list that the box has published; the box signed that list, and the scrutineers sign it when they have checked it (see “Signed” above). Only ballots on a signed list are counted.",
      "It does not show what the ballot says. It is encrypted; nobody can open a single one, and no receipt can prove how you voted.",
      "It does not show that the sum is right. Anybody can check the whole count with the published archive (the command ostraka audit).",
    ],
    open: [
      "It shows: the box says now that it holds this ballot. Before the close it publishes no list.",
      "Before the close the box hears which ballot somebody asks about, not who, and keeps no note of it. After the close the page reads the whole list, and the box does not learn which ballot you looked for.",
    ],
    slip: [
      "The slip's code was not sent: this phone calculated its public credential and looked for it in what is published.",
      "It shows whether, by the box's published list, a ballot stands under this slip.",
      "It does not show whether somebody used another slip.",
      "Which credential belongs to which ballot is what the box lists. Not to rely on the box, check the published archive (the command ostraka verify --slip).",
      "Which boxes never opened is what the box says, too: compare it with the rounds you know of.",
    ],
    missing: [
      "It shows: the box signed for this ballot with its own key, and cannot show it now. Anybody can check that with the receipt.",
      "It does not show whose fault it is, a broken machine's or somebody's. The scrutineers have to find out.",
    ],
    absent: [
      "It shows: no ballot was found by what you entered.",
      "It does not show that your ballot does not count. One wrong letter is enough for this answer; the QR code or a screenshot is safest.",
    ],
    self: "This page comes from the box itself. Whoever would rather not believe it downloads the archive and gets the same answer from ostraka verify on a computer of their own.",
    archive: (title) => `Download the archive: ${title}`,
    words: "Six words",
    meetingWords: "Of this meeting (the same as on the hall screen)",
    closingWords: (title) =>
      `Of the closing record of “${title}” (the same as the scrutineers read out)`,
  },
  again: "Check again",
  another: "Check something else",
  code: "Code: ",
};
