import type { Adapter } from "./adapter.ts";
import { adapters } from "./index.ts";

/** @throws Error for a name that is no adapter's: readSettings has refused it */
export function adapterNamed(name: string): Adapter {
	const adapter = adapters.find((each) => each.name === name);
	if (!adapter) throw new Error(`No adapter is called "${name}".`);
	return adapter;
}
