import type * as z from "zod/mini";
import type { RetryingStorageOptions } from "../retryingStorage.ts";
import type { StateStorage } from "../stateStorage.ts";

/** A Pod's name and UID. The name isn't the identity's where another one stands by for it. */
export interface OwnPod {
	pod: string;
	uid: string;
}

/** What every adapter has to work with. */
export interface Opening {
	/** Identity of the replica: the key of its state. */
	pod: string;
	self: OwnPod;
	storage: RetryingStorageOptions;
	/** Called with a sentence when another process took this one's place. */
	onDeposed: (reason: string) => void;
}

/** How states are kept in one mode. */
export interface Adapter<Shape extends z.core.$ZodShape = z.core.$ZodShape> {
	/** Value of MODE. */
	name: string;
	/** Environment variables of this mode alone; their messages say what is allowed. */
	environment: Shape;
	/** Why the variables don't go together, in words; null when they do. Absent: they always do. */
	problem?(own: z.output<z.ZodMiniObject<Shape>>): string | null;
	/** Identity that a Pod of this name is there for; absent: its name. */
	identityOf?(podName: string): string;
	open(own: z.output<z.ZodMiniObject<Shape>>, opening: Opening): StateStorage;
}
