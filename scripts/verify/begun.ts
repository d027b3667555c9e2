/**
 * Something that has begun and whose result is asked for later. What it throws is thrown to whoever asks, such as a
 * check; nobody has to ask.
 */
export function begun<Result>(promise: Promise<Result>): () => Promise<Result> {
  promise.catch(() => {}); // otherwise Node.js would end the process before anybody asks
  return () => promise;
}
