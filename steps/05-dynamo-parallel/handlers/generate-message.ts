export { handler } from "../../04-tweetbot/handlers/generate-message.ts";
