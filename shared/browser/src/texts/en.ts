/** What the voter reads in English: the keys of `zh.ts`. */
import type { Trouble } from "../booth/troubles.ts";
import type { Texts, TroubleText } from "./zh.ts";

const troubles: { readonly [T in Trouble]: TroubleText } = {
  bad_code: {
    what: "The slip code is not right",
    means: "It is not complete, or one group is mistyped. You have not voted yet.",
    step: "Scan the code on your slip again, or compare it with the slip group by group.",
  },
  other_class: {
    what: "This slip is not of this meeting",
    means: "This meeting has no such class of voters. You have not voted yet.",
    step: "Look at the meeting's name on the slip; if it is this one, show the slip to the staff.",
  },
  unknown_slip: {
    what: "This slip is not on the list",
    means: "It may be of another meeting, or was made void or replaced. You have not voted yet.",
    step: "Compare the code; if it is right, ask the staff for another slip.",
  },
  unknown_meeting: {
    what: "This meeting is not known here",
    means: "This is not the address of the meeting's vote. You have not voted yet.",
    step: "Scan the code on your slip again, or ask the staff.",
  },
  used_slip: {
    what: "This slip has voted already",
    means: "The first ballot stands. What you filled in now was not cast.",
    step: "If that ballot was not yours, tell the scrutineers at once.",
  },
  annulled: {
    what: "This round was annulled",
    means: "None of its ballots count.",
    step: "Listen to the chair. If it is repeated, vote with the same slip.",
  },
  ended: {
    what: "The vote is over",
    means: "All votes of this meeting are closed; no more ballots are taken.",
    step: "You can close this page. Ask the scrutineers if anything is unclear.",
  },
  closed_meanwhile: {
    what: "The vote has closed",
    means: "The chair closed it before your ballot arrived. Your ballot was not cast.",
    step: "Tell the scrutineers. If there is another round, the same slip is good for it.",
  },
  box_changed: {
    what: "What is voted on has changed",
    means: "It was replaced after this page was opened. What you filled in was not cast.",
    step: "Begin again: read it again and fill it in again.",
  },
  not_authentic: {
    what: "This is not what was published",
    means: "What the page received failed a check; it may be tampered with. You have not voted yet.",
    step: "Do not go on. Show this page to the scrutineers.",
  },
  words_differ: {
    what: "The words differ: do not vote",
    means: "This page may be a false one. You have not voted yet.",
    step: "Show this page to the scrutineers, or try another phone.",
  },
  false_receipt: {
    what: "The receipt failed its check",
    means: "The box answered, but the receipt is not genuine, so this cannot count as cast.",
    step: "Do not close this page. Call a scrutineer now.",
  },
  no_network: {
    what: "The box cannot be reached",
    means: "This phone has no network now, or it is too slow. You have not voted yet.",
    step: "Check the network (the hall's Wi-Fi or mobile data), then try again.",
  },
  busy: {
    what: "Many are voting at once",
    means: "The box is busy. You have not voted yet.",
    step: "Wait some ten seconds, then try again.",
  },
  old_page: {
    what: "This page is too old",
    means: "It is of another version than the box. What you filled in was not cast.",
    step: "Scan the code on your slip again to open the new page.",
  },
  browser: {
    what: "This browser cannot vote",
    means: "It cannot run the encryption. You have not voted yet.",
    step: "Scan the code again with the phone's own browser, or use the voting machine in the hall.",
  },
  internal: {
    what: "Something went wrong",
    means: "There was an unexpected fault, and no receipt came.",
    step: "Try again; if it happens again, tell the staff.",
  },
};

const plural = (count: number, one: string, more: string): string => (count === 1 ? one : more);

export const en: Texts = {
  steps: {
    label: "Steps of the vote",
    names: ["Slip", "Mark", "Review", "Cast", "Done"],
  },
  otherLanguage: "中文",
  skip: "Skip to the main part",
  rehearsal: "Rehearsal: this vote counts for nothing",
  title: "Vote",

  code: {
    heading: "Enter your slip code",
    lead: "Scanning the code on your slip with the phone's camera is easiest. Or type it; capital and small letters differ.",
    hint: "A full group moves you on to the next. You may paste the whole code.",
    letter: "Class (1 letter)",
    group: (place, size) => `Group ${place} (${size} letters)`,
    checks: "Check letters (4)",
    go: "Next",
    scan: "Scan with the camera",
    reloaded:
      "The page was opened again. To keep votes secret, nothing is saved here. If you had seen CAST, your vote is cast and you need not do anything; if not, scan your slip and fill in the sheet again.",
    problem: "The code is not right yet",
    noLetter: "Type the class letter that the slip begins with",
    open: (place) => `Group ${place} is not complete`,
    wrong: (place) => `Group ${place} is wrong: compare it with the slip`,
    noChecks: "Type the 4 check letters at the end of the slip",
    right: "right",
    bad: "wrong",
  },
  camera: {
    heading: "Scan the code on your slip",
    lead: "Hold the code in the middle. The picture is read in this phone only; it is not sent or saved.",
    picture: "What the camera sees",
    stop: "Type it instead",
    refused: "The camera cannot be used. Allow it in the browser, or type the code.",
    notSlip: "This code is not a voting slip.",
  },
  looking: {
    heading: "Checking",
    lead: "Reading what was published of the meeting and the box, and checking all of it. A few seconds.",
  },
  waiting: {
    not_open: {
      heading: "The vote is not open yet",
      lead: "Your code was typed correctly. When the chair opens the vote, this page goes on by itself.",
    },
    between_rounds: {
      heading: "No vote is open now",
      lead: "The last round is closed. When the next one opens, this page goes on by itself.",
    },
    keep: "Please keep this page open.",
    look: "Look now",
    looked: "Not open yet.",
    offline: "The box cannot be reached at the moment; still trying.",
  },
  words: {
    heading: "Check the meeting and six words",
    lead: "Compare them with the six words on the hall screen, one by one.",
    ours: "English",
    others: "Chinese",
    same: "The same: start",
    differ: "Not the same",
    meeting: "Meeting",
    item: "Matter",
    class: "Class",
    size: "Length",
    contests: (count) => plural(count, "1 question", `${count} questions`),
  },
  secrecy: {
    summary: "Who can know how I vote?",
    kept: "Your ballot is encrypted in this phone. Nobody can open a single ballot; only sums are published. The box keeps no name, no address and no time, and your slip has no number.",
    live: "Three things we cannot prevent: somebody looking at your screen, somebody watching the hall's network while you vote, and a box that sends your phone another program than the published one.",
  },
  marking: {
    position: (place, total) => `Question ${place} of ${total}`,
    auto: "One tap chooses and goes on to the next. You can come back and change it.",
    pick: (most) => `Choose up to ${most}, or none.`,
    pickOne: "Choose one, or none.",
    left: (count) => (count === 0 ? "No more can be chosen" : `${count} more can be chosen`),
    full: (most) => `Up to ${most} can be chosen. To change, take one away first.`,
    before: "Back",
    after: "Next",
    skip: "Leave it for now",
    review: "Review",
    backToReview: "Back to the review",
    find: "Find by name",
    found: (count) => `${count} found`,
    nothing: "Nothing found. Try other letters.",
    all: "Show all",
    progress: (done, total) => `${done} of ${total}`,
    nextOpen: "Next open one",
  },
  review: {
    heading: "Review your choices",
    lead: "Look through them. Nothing can be changed once your ballot is cast.",
    open: (count) => plural(count, "1 question is not marked", `${count} questions are not marked`),
    openMeans: "An unmarked grade or motion counts as an abstention, an unmarked choice as none.",
    goToOpen: "Mark them",
    accept: (count) =>
      plural(
        count,
        "I confirm: the unmarked one counts as an abstention",
        `I confirm: the ${count} unmarked ones count as abstentions`,
      ),
    acceptFirst: (count) =>
      plural(
        count,
        "Confirm that the unmarked one counts as an abstention, or go back and mark it",
        `Confirm that the ${count} unmarked ones count as abstentions, or go back and mark them`,
      ),
    problem: "One thing is missing",
    unanswered: "Not marked",
    mayPickMore: (count) => `${count} more can be chosen`,
    change: "Change",
    changeWhat: (title) => `Change: ${title}`,
    encrypt: "All right: encrypt the ballot",
    back: "Back to the sheet",
  },
  encrypting: {
    heading: "Encrypting",
    lead: "Your ballot is encrypted in this phone. It is not cast yet.",
    progress: "Progress",
  },
  ready: {
    status: "NOT CAST YET",
    lead: "Your ballot is encrypted but still in this phone. Tap the button to cast it.",
    send: "Cast the ballot",
    change: "Go back and change it",
    busy: "Many are voting at once, and the box has not taken your ballot. Wait some ten seconds, then tap “Cast the ballot” again.",
    tracker: "Tracker",
    trackerUse:
      "Write it down if you like: after the close it finds your ballot among those counted. It does not show how you voted.",
  },
  sending: {
    lead: "Casting. Please do not close this page …",
    slow: "The network is slow; the same ballot is being sent again. However often it arrives, it counts once.",
  },
  unsure: {
    status: "NOT SURE",
    lead: "No receipt came from the box: your ballot may be cast, or not.",
    step: "Check the network and tap once more. It is the same ballot, and counts once.",
    again: "Try again",
  },
  cast: {
    status: "CAST",
    lead: "Your ballot is in the box. It cannot be changed, and you need not do anything more.",
    done: "You can close this page.",
    receipt: "Receipt",
    receiptUse:
      "Keep it if you want to check later: copy the text or take a screenshot. It does not show how you voted.",
    qr: "QR code of the receipt",
    copy: "Copy the receipt",
    copied: "Copied",
    notCopied: "It could not be copied. Hold a finger on the text to copy it.",
    check: "Check it at ",
    awaited: "If there is another round, keep this page open: it will say so here.",
    open: "The next round is open",
    goOn: "Start the next round",
  },
  stopped: {
    again: "Try again",
    restart: "Begin again",
    test: "Test this phone",
    nextRound: "Wait for the next round",
    reload: "Load the page again",
    code: "Code: ",
  },
  troubles,
};
