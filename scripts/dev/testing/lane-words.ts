/** What a lane prints when a test file's tests are done: a control character that no test prints. */
export const endOfFile = "\u0004";

/** What a lane is sent in place of a file when there is no other: it ends. */
export const allDone = "";
