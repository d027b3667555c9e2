/** A tweet as the state machine carries it at `$.tweet`, wherever it was found. */
export interface Tweet {
  id: string;
  /** The author's handle, without the @. */
  author: string;
  text: string;
  /** ISO 8601, UTC. */
  createdAt: string;
}
