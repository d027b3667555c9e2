/** A text message that a phone was sent. */
export interface Sms {
  /** SNS's message id. */
  id: string;
  text: string;
}

/**
 * Reads the text messages that MiniStack's SNS would have sent to a phone, oldest first.
 * On AWS the phone itself is the only inbox.
 */
export function smsInbox(endpoint: string): (phoneNumber: string) => Promise<Sms[]> {
  return async phoneNumber => {
    const url = new URL("/_ministack/sns/sms-messages", endpoint);
    url.searchParams.set("phoneNumber", phoneNumber);
    const response = await fetch(url);
    if (!response.ok) throw new Error(`The local SMS inbox answers ${response.status}`);
    const { sms_messages } = (await response.json()) as {
      sms_messages: Record<string, { MessageId: string; Message: string }[]>;
    };
    return (sms_messages[phoneNumber] ?? []).map(({ MessageId, Message }) => ({
      id: MessageId,
      text: Message,
    }));
  };
}
