/** Said when something of the editor is wanted that was not loaded before the network went. */
export const missingPart = "This part of the page did not load: there is no network. What you draw is kept on this device.";
