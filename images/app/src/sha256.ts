import { hash } from "node:crypto";
import type { Sha256Base64 } from "../../../schema/chain.ts";

export const sha256Base64: Sha256Base64 = (text) => hash("sha256", text, "base64");
