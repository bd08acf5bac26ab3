import { methods } from "./index.ts";
import type { Method, MethodArgs } from "./method.ts";

/**
 * Deploys the method that the stack's name asks for.
 *
 * @throws Error for a mode that is no method: readSettings has refused it
 */
export async function createMethod(args: MethodArgs): Promise<Method> {
	const { mode } = args.settings;
	const method = methods.find(({ name }) => name === mode);
	if (!method) throw new Error(`No method is called "${mode}".`);
	return method.create(args);
}
