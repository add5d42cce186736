/** One call to the Inngest SDK, as it would come over HTTP; header names in small letters. */
export type SdkRequest = {
  method: "POST" | "PUT";
  url: URL;
  headers: Readonly<Record<string, string>>;
  body: string;
};

/** What the SDK answers; header names in small letters. */
export type SdkResponse = {
  status: number;
  headers: Readonly<Record<string, string>>;
  body: string;
};

/** The SDK's own handler, called in process: no port, no HTTP. */
export type Handler = (request: SdkRequest) => Promise<SdkResponse>;
