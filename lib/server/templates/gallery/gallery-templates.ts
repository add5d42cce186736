import { alertToChat } from "./alert-to-chat.ts";
import { customerLookup } from "./customer-lookup.ts";
import { dailySales } from "./daily-sales.ts";
import type { GalleryTemplate } from "./gallery-template.ts";
import { leadForm } from "./lead-form.ts";
import { paymentEvents } from "./payment-events.ts";
import { refundApproval } from "./refund-approval.ts";
import { safeDelivery } from "./safe-delivery.ts";
import { twoWaySync } from "./two-way-sync.ts";

/** In the order of the gallery. */
export const galleryTemplates: readonly GalleryTemplate[] = [leadForm, dailySales, paymentEvents, customerLookup, refundApproval, twoWaySync, alertToChat, safeDelivery];
