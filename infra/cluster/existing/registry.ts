import type { Image } from "../../../toolchain/images.ts";

/** `holdfast.local/app:1a2b` → `registry.example.com/team/app:1a2b`. */
export function registryReference(reference: string, registry: string): string {
	const name = reference.slice(reference.indexOf("/") + 1);
	return `${registry.replace(/\/+$/, "")}/${name}`;
}

/** The same images, as the cluster pulls them from a registry. */
export function inRegistry<Images extends Readonly<Record<string, Image>>>(images: Images, registry: string): Images {
	const entries = Object.entries(images).map(([name, image]) => [
		name,
		{ ...image, reference: registryReference(image.reference, registry) },
	]);
	return Object.fromEntries(entries) as Images;
}
