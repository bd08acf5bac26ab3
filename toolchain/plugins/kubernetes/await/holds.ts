import { field, isObject } from "../../provider/values.ts";

/** What a namespace's own controller, and that of a custom resource's definition, say of a deletion that goes on. */
const deletionCondition = /^(Namespace\w+|Terminating)$/;

/** What keeps an object that was deleted from going, as parts of a sentence; none where nobody says. */
export function holdsOf(object: unknown): string[] {
	const finalizers = field(object, "metadata", "finalizers");
	const conditions = field(object, "status", "conditions");
	return [
		...(Array.isArray(finalizers) && finalizers.length > 0
			? [`held by ${finalizers.join(", ")}`]
			: []),
		...(Array.isArray(conditions) ? conditions : [])
			.filter(isObject)
			.filter(
				({ type, status }) =>
					status === "True" && deletionCondition.test(String(type)),
			)
			.map(({ type, reason, message }) =>
				sentencePart(message ?? reason, type),
			),
	];
}

/** On one line, without the full stop that the sentence around it has. */
function sentencePart(text: unknown, otherwise: unknown): string {
	const line = String(text ?? "")
		.trim()
		.replaceAll(/\s+/g, " ")
		.replace(/\.$/, "");
	return line || String(otherwise);
}
