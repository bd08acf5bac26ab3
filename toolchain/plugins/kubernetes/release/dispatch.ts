import type { Provider } from "../../provider/resources.ts";
import { kindOf } from "../kinds.ts";

const releaseType = "kubernetes:helm.sh/v3:Release";

/** One provider of two: releases go to the one, all other resources to the other. */
export function withReleases(objects: Provider, releases: Provider): Provider {
	const of = (type: string) => (type === releaseType ? releases : objects);
	return {
		...objects,
		configure(settings) {
			objects.configure(settings);
			releases.configure(settings);
		},
		check: (request) => of(request.type).check(request),
		diff: (request, operation) => of(operation.type).diff(request, operation),
		create: (inputs, operation) => of(operation.type).create(inputs, operation),
		update: (id, old, inputs, operation) =>
			of(operation.type).update(id, old, inputs, operation),
		delete: (id, old, operation) =>
			of(operation.type).delete(id, old, operation),
		read: (id, old, operation) => of(operation.type).read(id, old, operation),
		// An object always has a kind, a release never.
		secrets: (inputs, marked) =>
			(kindOf(inputs) ? objects : releases).secrets(inputs, marked),
	};
}
