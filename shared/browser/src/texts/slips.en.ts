/** What the organizer reads in English; the keys are those of slips.zh.ts. */
import type { Trouble } from "../slips/troubles.ts";
import type { SlipTexts, TroubleText } from "./slips.zh.ts";

const troubles: { readonly [T in Trouble]: TroubleText } = {
  no_ticket: {
    what: "Open this page from the desk",
    means:
      "Making slips takes an upload ticket from the desk. It is kept in memory only, so a page that is loaded again has none. Of earlier prints, only slips can be used for which it said “The slips can vote”.",
    step: "Destroy those for which it did not; to make slips, get a new link from the desk.",
  },
  bad_ticket: {
    what: "The link is not complete",
    means: "The upload ticket in the address cannot be read; part of it may be lost. No slips were made.",
    step: "Go back to the desk and click the link instead of copying it, or get a new one.",
  },
  not_authentic: {
    what: "Ticket and meeting do not fit",
    means:
      "They are not signed by the same desk, or name other boxes. Somebody may have changed something. No slips can be made with it.",
    step: "Do not go on. Show this page to the scrutineers, then get a new link.",
  },
  unknown_meeting: {
    what: "The box does not know this meeting yet",
    means: "It has just been prepared and is still on its way. No slips were made.",
    step: "Wait a minute, get a new link and open it.",
  },
  lists_frozen: {
    what: "The lists are frozen",
    means:
      "The public lists of this meeting are fixed, so no slips can be made any more. Those uploaded before, for which the page said “The slips can vote”, still can.",
    step: "Use the slips that were uploaded; destroy those that were not.",
  },
  address_too_long: {
    what: "The address is too long",
    means: "A phone could not read so long an address from a slip. No slips were made.",
    step: "Ask the administrator for a shorter address of the box, then get a new link.",
  },
  no_network: {
    what: "The box cannot be reached",
    means: "This computer has no network now. No slips were made.",
    step: "Connect the network and try again.",
  },
  busy: {
    what: "The box is busy",
    means: "It did not take the request. No slips were made.",
    step: "Wait some seconds and try again.",
  },
  link_used: {
    what: "This link was used before",
    means:
      "Slips were uploaded with it, or with a newer one; the latest for which the page said “The slips can vote” can. No slips were made now.",
    step: "To print again, get a new link from the desk. If it was none of you, tell the scrutineers.",
  },
  ticket_used: {
    what: "This ticket was used before",
    means:
      "Other slips were uploaded with it. Those you have just printed are on no list: they are worthless.",
    step: "Destroy what you have just printed. To make others, get a new link from the desk.",
  },
  ticket_superseded: {
    what: "There is a newer batch",
    means:
      "The box has the list of a batch that was made later. Those you have just printed are worthless.",
    step: "Destroy what you have just printed, and use the newer slips.",
  },
  credential_activated: {
    what: "One slip is the same as somebody's credential",
    means:
      "The box refused the batch. By chance this practically never happens. What you have just printed is worthless.",
    step: "Tell the scrutineers, destroy what you have just printed, and get a new link.",
  },
  false_answer: {
    what: "The box's answer is wrong",
    means: "The box says that it got other lists than were sent. These slips cannot be used.",
    step: "Show this page to the scrutineers and destroy what you have just printed.",
  },
  old_page: {
    what: "This page is too old",
    means: "Page and box are of different versions. Slips you have printed, if any, cannot be used.",
    step: "Destroy what you have just printed, get a new link and open the new page.",
  },
  browser: {
    what: "This browser cannot make slips",
    means: "It cannot run the cryptography. No slips were made.",
    step: "Use a newer browser, or the command ostraka slips make.",
  },
  internal: {
    what: "Something went wrong",
    means: "There was an unexpected error. Slips you have printed, if any, cannot be used.",
    step: "Destroy them, get a new link and try again; if it happens again, tell the administrator.",
  },
};

export const en: SlipTexts = {
  otherLanguage: "中文",
  skip: "Skip to the main part",
  rehearsal: "Rehearsal: the slips will say TEST RUN · not counted",
  title: "Make slips",
  steps: { label: "Steps", names: ["Check", "Make", "Print", "Proof", "Upload"] },
  and: ", ",
  class: (letter) => `Class ${letter}`,
  slips: (count) => `${count} slips`,
  withReserve: (count, reserve) =>
    reserve === 0 ? `${count} slips` : `${count} slips, ${reserve} of them in reserve`,
  network: { on: "Network: connected", off: "Network: disconnected" },

  loading: {
    heading: "Checking ticket and meeting",
    lead: "Reading the meeting, checking signatures, and loading all that making slips needs. A few seconds.",
  },
  prepare: {
    heading: "Check the meeting, then make the slips",
    pull: "You may pull the network cable now",
    pullWhy:
      "Everything is loaded. Pull the cable and switch Wi-Fi off: making, printing and proofing need no network. Connect it again to upload.",
    meeting: "Meeting",
    address: "Address on the slips",
    words: "Compare these six words with the desk or the hall's screen. If they differ, make no slips.",
    again: (letters) => `A re-print: all earlier slips of class ${letters} become worthless`,
    againMeans:
      "Once this batch is uploaded, no earlier one can vote. Collect all old slips first and destroy them after the upload; those handed out have to be exchanged.",
    reserve: (letter) => `Of class ${letter}, kept in reserve`,
    reserveHint: (most) => `0 to ${most}. Reserve slips are printed apart, for late-comers.`,
    reserveWrong: (letter, most) =>
      `The reserve of class ${letter} has to be a whole number from 0 to ${most}`,
    problem: "One more thing",
    blind: "At this meeting phones get credentials, so all of these are reserve slips.",
    notHttps: "Note: this address is not https. Phones may refuse to vote there.",
    local: "Note: this address leads only to this computer itself; no phone can open it. For trying out only.",
    go: "Make the slips",
  },
  leaves: {
    heading: "What goes up, and what does not",
    up: "Goes up: the public credential of every slip in every box, shuffled. No code can be computed from it.",
    stays:
      "Does not: codes and QR codes. They are in this computer's memory and on paper only; this page puts them on no disk and in no address or history. Printing leaves a copy in the system's print queue for a while.",
    trust:
      "The program of this page comes from the box. To depend on no box at all, use the command ostraka slips make, installed on your own computer.",
  },
  making: {
    heading: "Making slips",
    lead: "Drawing codes, computing public credentials, laying out the sheets. Do not close the page.",
    progress: "Progress",
    stop: "Stop",
  },
  print: {
    heading: "The slips are ready: print them",
    lead: (sheets) => `${sheets} pages of A4, eight slips a page, to be cut along the dashes.`,
    setting: [
      "The printer is on this computer's own USB cable; no network printer, no shared printer.",
      "A4, one side, scale 100%, “headers and footers” off.",
      "Do not save as PDF; if you did, delete the file for good once it is printed.",
    ],
    go: "Print",
    part: (place, total) => `Print part ${place} of ${total}`,
    laying: "Laying out …",
    again: "You may print again. Each slip may exist on paper once: destroy a spoiled print at once.",
    done: "Printed: proof it",
    discard: "Give this batch up",
    discardSure: "Once more: give it up, what is printed is worthless",
  },
  proof: {
    heading: "Proof: pick one slip from the print",
    lead: "Best from the last page. Type the last 4 letters of its code (behind the last dash), or scan its QR code with a scanner or the camera.",
    code: (letter) => `Last 4 letters of a slip of class ${letter}`,
    right: "right: it is of this batch",
    capitals: "Capital and small letters differ: look again",
    unknown: "No slip of this batch ends so. Check what you typed; if it is right, that paper is of another batch",
    wrong: (letter, what) => `Class ${letter}: ${what}`,
    empty: (letter) => `Type the last 4 letters of a slip of class ${letter}`,
    complete: (sheets) => `Exactly ${sheets} pages: none missing, none twice; the QR codes are sharp`,
    completeFirst: "Count the pages, then tick the box",
    problem: "Not proofed yet",
    scan: "Scan with the camera",
    go: "All right: go on to upload",
    back: "Not good: back to print",
  },
  camera: {
    heading: "Scan the QR code of one slip",
    lead: "Hold the code in the middle. The picture is read in this computer only; it is not sent or saved.",
    picture: "What the camera sees",
    stop: "Type it instead",
    refused: "The camera cannot be used. Type the letters, or use a scanner.",
    notSlip: "This code is not a slip of this batch.",
  },
  upload: {
    heading: "Connect the network, upload the public list",
    lead: "The paper is done. Connect the network and press Upload. Only then can these slips vote.",
    what: (letter) => `Class ${letter}`,
    lists: (slips, boxes) => `${slips} slips × ${boxes} boxes = ${slips * boxes} public credentials`,
    go: "Upload",
    again: "Try again",
    away: "The box did not answer",
    awayMeans:
      "Nobody knows yet whether it got the list. Check the cable and try again: the same list is sent, and twice does no harm.",
    sending: "Uploading, do not close the page …",
    up: "uploaded",
    back: "Back to print",
  },
  done: {
    status: "The slips can vote",
    lead: "The public list is in the box, and this page keeps no code any more.",
    steps: [
      "Cut along the dashes, mix them, put them into a bag nobody can look into, and let people draw.",
      "Seal the reserve slips in an envelope of their own.",
      "If you saved a PDF, delete it for good now; clear the jobs in the computer's print queue and on the printer's disk.",
      "Every slip that is not handed out is scanned after the meeting: lose none.",
    ],
    again: (letters) => `Destroy the slips of class ${letters} that were printed before this batch`,
    close: "Close the browser now: its memory goes with it.",
  },
  stopped: {
    again: "Try again",
    code: "Code: ",
    up: (letters) => `Except class ${letters}: it was uploaded, its slips can be used. Do not destroy them.`,
  },
  troubles,
};
