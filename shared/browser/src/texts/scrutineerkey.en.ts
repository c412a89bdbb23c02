/** What a scrutineer who makes a key reads in English; the same keys as `scrutineerkey.zh.ts`. */
import type { ScrutineerKeyTexts } from "./scrutineerkey.zh.ts";

export const en: ScrutineerKeyTexts = {
  title: "My scrutineer's key",
  otherLanguage: "中文",
  skip: "Skip to the main part",
  code: "Code: ",
  problem: "That did not work",
  hitches: {
    no_network: {
      what: "The meeting desk does not answer",
      step: "Your key file is not affected. Check the network and try again.",
    },
    signed_out: {
      what: "You are no longer signed in",
      step: "Your key file is not affected. Sign in in another tab, come back here and try again.",
    },
    not_a_scrutineer: {
      what: "This account is no scrutineer",
      step: "Sign in with your own account, or ask an administrator for the role.",
    },
    key_changed: {
      what: "Another key was put on record since you opened this page",
      step: "The new one is not on record. Look at “My scrutineer's key”: if it was not you, tell an administrator at once, and end your other sessions under “My account”.",
    },
    other_account: {
      what: "Somebody else is signed in now",
      step: "Nothing was put on record. Sign in with the account that opened this page, and try again.",
    },
    browser: {
      what: "This browser cannot calculate it",
      step: "Begin again in a recent browser on a computer with enough memory, or use the command line: ostraka slips scrutineer-key.",
    },
    internal: {
      what: "Something went wrong",
      step: "Load the page again and begin anew; if that does not help, give the administrator the code below.",
    },
    wrong_passphrase: {
      what: "The passphrase is wrong",
      step: "The key file is whole. Mind capitals and the input method, and type it again.",
    },
    passphrase_too_short: {
      what: "The passphrase is too short",
      step: "It needs at least 12 characters. Four or five unrelated words are easiest to remember.",
    },
    damaged_key_file: {
      what: "This is not a whole key file",
      step: "It is another file, or it was not saved completely. Choose the one you just saved.",
    },
    key_file_too_hard: {
      what: "This browser cannot open this key file",
      step: "There is too little memory. Close other pages and try again, or begin anew on another computer.",
    },
    other_key_file: {
      what: "This is another kind of key file",
      step: "It is not a scrutineer's. Choose the one you just saved.",
    },
    not_the_saved_file: {
      what: "This is not the file that was just saved",
      step: "Choose the newest one: its name stands above. Nothing is on record yet, and nothing was sent.",
    },
  },
  beginning: {
    heading: "Make your scrutineer's key",
    lead: "You sign closing records and lists of leftover slips with it. The key is made in this browser and never leaves it: it is saved as an encrypted file, which you keep. Only the public key goes to the desk.",
    owner: (name) => `This will be the key of ${name}. If that is not you, sign out first.`,
    replaces: "A public key of yours is on record already. The new one takes its place, and the record keeps the old one. Meetings that name the old key do not change: you sign those with the old key file, so do not destroy it.",
    passphrase: "Choose a passphrase for the key file",
    passphraseHint: "At least 12 characters. Nobody can open the file without it, and nobody can find it for you: write it down and keep it apart from the file.",
    repeat: "Type the passphrase again",
    make: "Make the key",
    making: "The key is being made; this takes some seconds …",
    short: "The passphrase needs at least 12 characters",
    differ: "The two passphrases differ",
  },
  saving: {
    heading: "Save the key file, and show that it opens",
    told: "Nothing is on record yet: save the file, then choose it from where you saved it. Once it opens, the public key goes on record.",
    name: "Name of the file",
    save: "① Save the file",
    saveHint: "Keep it on a stick or another medium of your own. Never send it by mail or chat.",
    choose: "② Choose the file you just saved",
    passphrase: "③ Type the passphrase again",
    passphraseHint: "This shows that you remember it.",
    prove: "Check it and record the public key",
    proving: "The file is being opened …",
    noFile: "Choose the file you just saved",
    noPassphrase: "Type the passphrase",
    copies: "Copy this file to a medium of another kind and keep the two apart. After a meeting is published its keys cannot be changed: a lost file or a forgotten passphrase is a scrutineer less.",
  },
  recording: {
    heading: "The public key is being recorded …",
    lead: "The key file opens. Only the public key is sent, neither file nor passphrase.",
  },
  unrecorded: {
    heading: "The public key is not on record yet",
    again: "Try again",
    otherwise: "The key file is good. You can also copy the public key and put it on record later, under “My scrutineer's key”.",
  },
  recorded: {
    heading: "Your public key is on record",
    done: "It is filled in wherever an organizer chooses you for a meeting.",
    key: "Public key",
    copies: "Copy the key file to a medium of another kind, and keep it apart from the passphrase. After a meeting is published its keys cannot be changed.",
    back: "Back to “My scrutineer's key”",
  },
};
