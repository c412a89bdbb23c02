/** What the kiosk says in English: the keys of `kiosk.zh.ts`. */
import { en } from "./en.ts";
import type { KioskTexts } from "./kiosk.zh.ts";
import type { Texts } from "./zh.ts";

export const boothEn: Texts = {
  ...en,
  title: "Voting machine",
  code: {
    ...en.code,
    lead: "Type what stands on your slip; capital and small letters differ.",
    hint: "A full group moves you on to the next.",
  },
  camera: {
    ...en.camera,
    lead: "Hold the code in the middle. The picture is read in this machine only; it is not sent or saved.",
    refused: "The camera cannot be used. Use the scanner, or type the code.",
  },
  waiting: {
    ...en.waiting,
    not_open: {
      heading: "The vote of this class is not open yet",
      lead: "Your slip is right and is not used up. Come and scan it again when the chair opens the vote.",
    },
    between_rounds: {
      heading: "No vote of this class is open now",
      lead: "Your slip is right and is not used up. Come and scan it again when the next round opens.",
    },
    keep: "You may leave the machine now.",
  },
  secrecy: {
    ...en.secrecy,
    kept: "Your ballot is encrypted in this machine. Nobody can open a single ballot; only sums are published. The box keeps no name, no address and no time, and your slip has no number. After each voter, screen and browser are cleared.",
    live: "Three things we cannot prevent: somebody looking at the screen, somebody watching the hall's network while you vote, and a machine that somebody has changed before, or to which the box sends another program than the published one.",
  },
  encrypting: {
    ...en.encrypting,
    lead: "Your ballot is encrypted in this machine. It is not cast yet.",
  },
  ready: {
    ...en.ready,
    lead: "Your ballot is encrypted but not in the box yet. Tap the button to cast it.",
  },
  sending: {
    lead: "Casting. Please do not leave …",
    slow: "The network is down or slow. The same ballot is being sent again; however often it arrives, it counts once.",
  },
  unsure: {
    ...en.unsure,
    step: "This machine tries again by itself, or tap the button. It is the same ballot, and counts once.",
    again: "Try again now",
  },
  stopped: { ...en.stopped, restart: "End and clear the screen" },
  troubles: {
    ...en.troubles,
    unknown_meeting: {
      ...en.troubles.unknown_meeting,
      means: "This machine is not set to the meeting. You have not voted yet.",
      step: "Call the staff.",
    },
    ended: {
      ...en.troubles.ended,
      step: "You may leave the machine. Ask the scrutineers if anything is unclear.",
    },
    box_changed: {
      ...en.troubles.box_changed,
      means: "It was replaced after you began. What you filled in was not cast.",
      step: "Scan your slip again, read it again and fill it in again.",
    },
    not_authentic: {
      ...en.troubles.not_authentic,
      means: "What the machine received failed a check; it may be tampered with. Nothing was cast.",
      step: "Do not vote at this machine. Call a scrutineer now.",
    },
    words_differ: {
      what: "The words differ: do not use this machine",
      means: "What it shows may be a false page, or another meeting.",
      step: "Compare its address with the screen; if the words still differ, tell the scrutineers and take another machine.",
    },
    false_receipt: {
      ...en.troubles.false_receipt,
      step: "Do not leave. Call a scrutineer to this machine now.",
    },
    no_network: {
      ...en.troubles.no_network,
      means: "The machine has no network now, or it is too slow. You have not voted, and your slip is not used up.",
      step: "Scan your slip again, or use another machine or your phone.",
    },
    busy: { ...en.troubles.busy, step: "Wait some ten seconds, then scan your slip again." },
    internal: {
      ...en.troubles.internal,
      step: "Scan your slip again; if it happens again, tell the staff.",
    },
    old_page: {
      ...en.troubles.old_page,
      what: "This machine's page is too old",
      step: "Call the staff to open the page again, then scan your slip again.",
    },
    browser: {
      what: "This machine cannot vote",
      means: "It cannot run the encryption. You have not voted, and your slip is not used up.",
      step: "Call the staff, or use another machine or your phone.",
    },
  },
};

export const kioskEn: KioskTexts = {
  start: {
    heading: "Start this voting machine",
    lead: "Staff: check the meeting's name, then compare the six words with those on the hall screen, one by one.",
    looking: "Reading the meeting and making a trial ballot …",
    able: "This machine can vote.",
    language:
      "Voters begin in the language you read now; change it at the top right. Each voter may choose another, and it changes back after them.",
    go: "The same: start the machine",
    differ: "Not the same",
    again: "Try again",
    out: "It will fill the screen. To leave it: when nobody is voting, hold “Staff” at the bottom of the screen for 5 seconds.",
    reloaded:
      "The page was opened again, and everything of the voter before is cleared. If they had seen CAST, their vote is cast. If not, let them vote again with the same slip: where it “has voted already”, that ballot stands.",
  },
  rest: {
    heading: "Scan your slip",
    lead: "Hold the code on your slip before the scanner.",
    camera: "Scan with the camera",
    type: "Type the code",
    back: "Back",
    words: "Six words, the same as on the hall screen:",
    notSlip: "What was scanned is not a voting slip. Scan it again.",
    not_open: {
      heading: "The vote is not open yet",
      lead: "Wait until the chair opens it.",
    },
    between_rounds: {
      heading: "No vote is open now",
      lead: "The last round is closed. Wait until the chair opens the next.",
    },
    ended: {
      heading: "The vote is over",
      lead: "All votes of this meeting are closed; no more ballots are taken. Ask the scrutineers if anything is unclear.",
    },
    offline: {
      heading: "This machine cannot vote now",
      lead: "The network is down and the box cannot be reached; it goes on trying. Use another machine or your phone. Your slip is not used up.",
    },
    auto: "This screen changes by itself; there is nothing to tap.",
    notNow: "Nobody can vote now. The slip was not read, and is not used up.",
  },
  staff: { hold: "Staff: hold 5 seconds to leave", keep: "Keep holding …" },
  alarm: {
    stays:
      "This machine is out of use until a scrutineer has seen it. Then the staff hold the button below.",
  },
  strip: {
    notCast: "NOT CAST YET",
    scanned: "Somebody is voting: the slip that was scanned was not read.",
    castFirst: "The slip that was scanned was not read. Tap “Done” first, then scan it.",
    offline: "No network: you can go on filling in, and cast when it is back.",
  },
  idle: {
    heading: "Are you still there?",
    here: "I am here: go on",
    next: "I am next: clear the screen",
    seconds: (left) => (left === 1 ? "1 second" : `${left} seconds`),
    notCast:
      "Your ballot is not cast yet. If nobody answers, the screen is cleared and this ballot is not cast; your slip is not used up, and you can come again.",
    sent: "Your ballot is being cast, and goes on until the answer is known. If nobody answers, nothing of yours is shown here any more.",
    plain: "If nobody answers, the screen is cleared.",
  },
  cast: {
    status: "CAST",
    lead: "Your ballot is in the box. It cannot be changed, and you need not do anything more.",
    photo:
      "To check it later, take a picture of the code with your phone, or write the tracker down. Neither shows how you voted.",
    qr: "QR code of the receipt",
    done: "Done: clear the screen",
    more: "30 seconds more",
    left: (left) => `Clears by itself in ${left} s`,
  },
  left: {
    sending: {
      heading: "One moment please",
      lead: "The ballot of the voter before is on its way to the box. The machine is free as soon as it is there; other machines are free now.",
    },
    cast: {
      heading: "The ballot before was cast",
      lead: "There is nothing to do.",
    },
    refused: {
      heading: "The ballot before was not cast",
      why: (what) => `Why: ${what}.`,
      lead: "Tell a scrutineer before the next voter begins.",
    },
    next: "I see: next voter",
    soon: (left) => `Ready in ${left} s`,
  },
};
