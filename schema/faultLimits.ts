import { z } from "zod";

// What a fault and the order for it have in common.

/** How long a fault lasts before it is undone, in seconds. */
export const lastsSeconds = z.number().positive().max(3600);
/** How many busy loops, each of which would take a core. */
export const workers = z.int().min(1).max(256);
/** What a container may use above its working set, MiB. */
export const headroomMebibytes = z.number().nonnegative();
