/** What is heard and felt of each slip, for whoever asked for it: short and high, or long and low. */

const [GOOD_HZ, BAD_HZ] = [1320, 330];
const [GOOD_S, BAD_S] = [0.08, 0.35];
const LOUDNESS = 0.2;

let audio: AudioContext | undefined;

/** Make a sound. */
export function sound(good: boolean): void {
  audio ??= new AudioContext();
  const [tone, volume] = [audio.createOscillator(), audio.createGain()];
  tone.frequency.value = good ? GOOD_HZ : BAD_HZ;
  volume.gain.value = LOUDNESS;
  tone.connect(volume).connect(audio.destination);
  tone.start();
  tone.stop(audio.currentTime + (good ? GOOD_S : BAD_S));
}

/** Let the phone tremble. */
export function vibration(good: boolean): void {
  navigator.vibrate(good ? 60 : [150, 80, 150]);
}
