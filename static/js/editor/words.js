// What is said here, in the language of the page: by what all pages share, which is handed over.
export let t;

export function speak(handed) {
  t = handed;
}
