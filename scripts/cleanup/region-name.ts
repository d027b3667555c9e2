/** Whether something has the form of a region's name, such as `eu-west-1`. */
export function isRegion(text: unknown): boolean {
  return typeof text === "string" && /^[a-z]{2,3}(-[a-z]+){1,3}-\d{1,2}$/.test(text);
}
