import { Factories } from "@cyclonedx/cyclonedx-library/Contrib/License";
import {
	ComponentType,
	HashAlgorithm,
} from "@cyclonedx/cyclonedx-library/Enums";
import { Bom, Component } from "@cyclonedx/cyclonedx-library/Models";
import {
	JSON as Json,
	JsonSerializer,
} from "@cyclonedx/cyclonedx-library/Serialize";
import { Spec1dot6 } from "@cyclonedx/cyclonedx-library/Spec";
import { PackageURL } from "packageurl-js";
import parseExpression from "spdx-expression-parse";
import type { Part } from "./part.ts";

/** The image that a bill of materials is of. */
export interface BomSubject {
	name: string;
	version: string;
	/** Of the image's manifest, "sha256:…". */
	digest: string;
	/** What it stands on and who made that, where it isn't told part by part. */
	base?: string;
}

export const bomVersion = Spec1dot6;

/**
 * A bill of materials in CycloneDX 1.6 (JSON). The same parts make the same text: it has neither time nor serial number.
 */
export function billOfMaterials(
	{ name, version, digest, base }: BomSubject,
	parts: readonly Part[],
): string {
	const bom = new Bom();
	const image = new Component(ComponentType.Container, `holdfast/${name}`, {
		bomRef: digest,
		purl: new PackageURL(
			"oci",
			null,
			name,
			digest,
			undefined,
			undefined,
		).toString(),
		...(version && { version }),
	});
	bom.metadata.component = image;
	for (const part of parts) {
		const component = partComponent(part);
		bom.components.add(component);
		image.dependencies.add(component.bomRef);
	}
	if (base) {
		const component = new Component(ComponentType.Container, base, {
			bomRef: base,
		});
		bom.components.add(component);
		image.dependencies.add(component.bomRef);
	}
	const serializer = new JsonSerializer(new Json.Normalize.Factory(bomVersion));
	return serializer.serialize(bom, { sortLists: true, space: "\t" });
}

function partComponent({
	origin,
	namespace,
	name,
	version,
	qualifiers,
	licence,
	sha256,
	cpe,
}: Part): Component {
	const purl = new PackageURL(
		origin,
		namespace,
		name,
		version,
		qualifiers,
		undefined,
	).toString();
	const component = new Component(ComponentType.Library, name, {
		bomRef: purl,
		purl,
		version,
		...(namespace && { group: namespace }),
		...(cpe && { cpe: cpe as `cpe:2.3:${string}` }),
	});
	if (licence) component.licenses.add(licences.makeFromString(licence));
	if (sha256) component.hashes.set(HashAlgorithm["SHA-256"], sha256);
	return component;
}

const licences = new Factories.LicenseFactory(parseExpression);
