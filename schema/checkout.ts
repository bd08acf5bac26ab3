import { join } from "node:path";

/** The checkout that this file belongs to. */
export const checkout = join(import.meta.dirname, "..");

/**
 * Where runs are written; a folder of its own for whoever must not touch the user's (the tests).
 */
export const resultsFolder = process.env.HOLDFAST_RESULTS || join(checkout, "results");
