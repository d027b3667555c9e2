export { handler } from "../../01-starter/handlers/hello.ts";
