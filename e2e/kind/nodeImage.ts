/**
 * Makes the image of kind's nodes: kind's own files, Debian's packages, and the set-up's
 * Kubernetes.
 */
import {
	chmodSync,
	copyFileSync,
	cpSync,
	mkdirSync,
	readdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { dirname, join } from "node:path";
import { debianSuite } from "../../toolchain/debian.ts";
import { goBinary, goModuleFolder, goTool, kubernetesVersion } from "../../toolchain/goTools.ts";
import { builtImages } from "../../toolchain/images.ts";
import { writeImagesPart } from "../../toolchain/imagesPart.ts";
import { run } from "../../toolchain/run.ts";
import { writeImage } from "./ociArchive.ts";
import { chartImages, componentNames, nodeFiles, nodePackages } from "./parts.ts";

/**
 * What a system needs that the packages only depend on without saying so, since every installed
 * Debian has it.
 */
const essential = [
	...["base-files", "base-passwd", "bash", "coreutils", "dash", "debianutils"],
	...["dpkg", "findutils", "grep", "gzip", "hostname", "libc-bin", "login"],
	...["mawk", "mount", "sed", "tar", "tzdata", "util-linux"],
];

/** Folders of which Debian has one in `usr` and a link to it. */
const merged =
	'for folder in bin sbin lib lib64; do mkdir -p "$1/usr/$folder" && ln -s "usr/$folder" "$1/$folder"; done';

/** Unpacked packages haven't been set up: this does what their set-up would. */
const hooks = [
	'cp "$1/usr/share/base-passwd/passwd.master" "$1/etc/passwd"',
	'cp "$1/usr/share/base-passwd/group.master" "$1/etc/group"',
	'rm -rf "$1/usr/share/doc" "$1/usr/share/man" "$1/usr/share/locale" "$1/usr/lib/sysctl.d"',
	...["awk awk /usr/bin/mawk 1", "which which /usr/bin/which.debianutils 1"].map((words) => {
		const [link, ...rest] = words.split(" ");
		return `chroot "$1" update-alternatives --quiet --install /usr/bin/${link} ${rest.join(" ")}`;
	}),
	...["iptables", "ip6tables"].flatMap((name) =>
		["legacy 1", "nft 2"].map((words) => {
			const [kind, priority] = words.split(" ");
			const of = (suffix: string) => `/usr/sbin/${name}-${kind}${suffix}`;
			const slaves = ["-restore", "-save"].map(
				(suffix) => `--slave /usr/sbin/${name}${suffix} ${name}${suffix} ${of(suffix)}`,
			);
			return `chroot "$1" update-alternatives --quiet --install /usr/sbin/${name} ${name} ${of("")} ${priority} ${slaves.join(" ")}`;
		}),
	),
];

/**
 * Makes the nodes' file system.
 *
 * @param folder to make it in; holds nothing yet
 */
export async function makeNodeRoot(folder: string): Promise<void> {
	const root = join(folder, "root");
	const kind = goModuleFolder(goTool("kind"));
	const list = ["go", "list", "-m", "-f", "{{.Dir}}", "sigs.k8s.io/kind"];
	const kindSource = (await run(list, { cwd: kind })).trim();
	await run([
		...["mmdebstrap", "--quiet", "--variant=extract"],
		`--setup-hook=${merged}`,
		`--include=${[...nodePackages, ...essential].join(",")}`,
		...hooks.map((hook) => `--extract-hook=${hook}`),
		...[debianSuite(), root],
	]);
	const to = (path: string) => join(root, path);
	copyFiles(join(kindSource, "images", "base", "files"), root);
	for (const [binary, path] of [
		["hyperkube", "usr/bin/hyperkube"],
		["kubeadm", "usr/bin/kubeadm"],
		...["containerd", "containerd-shim-runc-v2", "ctr"].map((name) => [name, `usr/local/bin/${name}`]),
	] as [string, string][]) {
		copyFileSync(goBinary(binary), to(path));
	}
	for (const name of ["kubelet", "kubectl"]) {
		writeLauncher(to(`usr/bin/${name}`), name);
	}
	rmSync(to("usr/lib/systemd/system/sysinit.target.wants/systemd-tmpfiles-setup.service"));
	for (const target of ["multi-user", "local-fs", "basic"]) {
		rmSync(to(`usr/lib/systemd/system/${target}.target.wants`), {
			recursive: true,
			force: true,
		});
	}
	for (const unit of ["udevd-control", "udevd-kernel"]) {
		rmSync(to(`usr/lib/systemd/system/sockets.target.wants/systemd-${unit}.socket`), { force: true });
	}
	symlinkSync("/usr/lib/systemd/systemd", to("usr/sbin/init"));
	mkdirSync(to("etc/kubernetes/manifests"), { recursive: true });
	mkdirSync(to("opt/cni/bin"), { recursive: true });
	for (const plugin of ["host-local", "loopback", "ptp", "portmap"]) {
		symlinkSync(`/usr/lib/cni/${plugin}`, to(`opt/cni/bin/${plugin}`));
	}
	// Ours.
	const units = to("etc/systemd/system");
	const enabled = join(units, "multi-user.target.wants");
	mkdirSync(enabled, { recursive: true });
	mkdirSync(join(units, "containerd.service.d"));
	copyFileSync(join(nodeFiles, "containerd-service.conf"), join(units, "containerd.service.d", "score.conf"));
	mkdirSync(join(units, "kubelet.service.d"), { recursive: true });
	copyFileSync(join(nodeFiles, "kubelet-after-images.conf"), join(units, "kubelet.service.d", "20-images.conf"));
	for (const unit of ["pod-network.service", "node-images.service"]) {
		copyFileSync(join(nodeFiles, unit), join(units, unit));
	}
	for (const unit of ["kubelet", "containerd", "undo-mount-hacks", "pod-network", "node-images"]) {
		symlinkSync(`/etc/systemd/system/${unit}.service`, join(enabled, `${unit}.service`));
	}
	symlinkSync("/dev/null", join(units, "systemd-binfmt.service"));
	for (const script of ["entrypoint.sh", "pod-network.sh"]) {
		copyFileSync(join(nodeFiles, script), to(`kind/bin/${script}`));
		chmodSync(to(`kind/bin/${script}`), 0o755);
	}
	mkdirSync(to("kind/manifests"));
	for (const name of ["default-cni.yaml", "default-storage.yaml"]) {
		copyFileSync(join(nodeFiles, name), to(`kind/manifests/${name}`));
	}
	writeFileSync(to("kind/version"), kubernetesVersion);
	const sandbox = builtImages().references.pause.reference;
	change(to("etc/containerd/config.toml"), (text) =>
		text
			.replace(/sandbox_image = .*/, `sandbox_image = "${sandbox}"`)
			.replace("restrict_oom_score_adj = false", "restrict_oom_score_adj = true"),
	);
	change(to("etc/systemd/journald.conf"), (text) => `${text}\nReadKMsg=no\n`);
	const spec = JSON.parse(await run([goBinary("ctr"), "oci", "spec"]));
	delete spec.process.rlimits;
	spec.hooks = {
		createContainer: [{ path: "/kind/bin/mount-product-files.sh" }],
	};
	writeFileSync(to("etc/containerd/cri-base.json"), JSON.stringify(spec));
	mkdirSync(to("kind/images"));
	await writeComponents(root, join(folder, "components"), to("kind/images/components.tar"));
	// What the tests' charts run, since no node can pull anything here; the laboratory's own are the
	// product's to bring.
	const { archive, references } = builtImages();
	await writeImagesPart(
		archive,
		to("kind/images/charts.tar"),
		chartImages.map((name) => references[name].reference),
	);
}

/**
 * The image that every component of the control plane runs in: their own differ only in what they
 * leave out.
 */
async function writeComponents(root: string, layer: string, archive: string): Promise<void> {
	const bin = join(layer, "bin");
	mkdirSync(bin, { recursive: true });
	copyFileSync(join(root, "usr/bin/busybox"), join(bin, "busybox"));
	await run(["chroot", layer, "/bin/busybox", "--install", "-s", "/bin"]);
	copyFileSync(join(root, "usr/bin/hyperkube"), join(bin, "hyperkube"));
	for (const name of [...componentNames, "etcd"]) {
		writeLauncher(join(bin, name), name);
	}
	copyFileSync(join(nodeFiles, "coredns.sh"), join(bin, "coredns"));
	chmodSync(join(bin, "coredns"), 0o755);
	// kubeadm names this one by its path.
	mkdirSync(join(layer, "usr/local/bin"), { recursive: true });
	symlinkSync("/bin/kube-proxy", join(layer, "usr/local/bin/kube-proxy"));
	await copyFirewall(root, layer);
	const kubeadm = goBinary("kubeadm");
	const wanted = await run([...[kubeadm, "config", "images", "list"], ...["--kubernetes-version", kubernetesVersion]]);
	const names = wanted
		.trim()
		.split("\n")
		.filter((name) => !name.includes("/pause:"));
	await writeImage(archive, layer, names, {
		Env: ["PATH=/usr/sbin:/usr/bin:/sbin:/bin"],
		Entrypoint: ["/bin/coredns"],
	});
	rmSync(layer, { recursive: true });
}

/** kube-proxy's tools, with the libraries that they and their extensions are linked with. */
async function copyFirewall(root: string, layer: string): Promise<void> {
	const programs = ["xtables-nft-multi", "conntrack"].map((name) => `/usr/sbin/${name}`);
	const extensions = `/usr/lib/${machine}-linux-gnu/xtables`;
	const modules = readdirSync(join(root, extensions)).map((name) => join(extensions, name));
	const linked = await run(["chroot", root, "ldd", ...programs, ...modules]);
	const libraries = [...linked.matchAll(/(\/\S+) \(0x/g)].map(([, path = ""]) => path);
	for (const path of new Set([...programs, ...libraries])) {
		const target = join(layer, path);
		mkdirSync(dirname(target), { recursive: true });
		copyFileSync(join(root, path), target);
	}
	cpSync(join(root, extensions), join(layer, extensions), {
		recursive: true,
		verbatimSymlinks: true,
	});
	for (const family of ["iptables", "ip6tables"]) {
		for (const suffix of ["", "-save", "-restore"]) {
			symlinkSync("xtables-nft-multi", join(layer, "usr/sbin", family + suffix));
		}
	}
}

/** As Debian's folders are called. */
const machine = process.arch === "arm64" ? "aarch64" : "x86_64";

function writeLauncher(path: string, component: string): void {
	writeFileSync(path, `#!/bin/sh\nexec hyperkube ${component} "$@"\n`);
	chmodSync(path, 0o755);
}

/** Copies a tree of the Go module cache, whose files are read-only and have lost their modes. */
function copyFiles(source: string, target: string): void {
	cpSync(source, target, { recursive: true });
	for (const path of [
		"usr/local/bin/entrypoint",
		"kind/bin/create-kubelet-cgroup-v2.sh",
		"kind/bin/mount-product-files.sh",
		"kind/bin/undo-mount-hacks.sh",
	]) {
		chmodSync(join(target, path), 0o755);
	}
}

function change(path: string, edit: (text: string) => string): void {
	const text = readFileSync(path, "utf8");
	chmodSync(path, 0o644);
	writeFileSync(path, edit(text));
}
