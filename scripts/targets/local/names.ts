/** The account of everything on the local target. */
export const localAccount = "000000000000";

/** The region that the local target answers for when a request names none. */
export const localRegion = "us-east-1";

/** MiniStack takes any keys; an access key id of twelve digits would select the account of that id. */
export const localCredentials = { accessKeyId: "test", secretAccessKey: "test" };
