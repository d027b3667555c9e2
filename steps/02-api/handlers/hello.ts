export { handler } from "../../../lambdas/hello.ts";
