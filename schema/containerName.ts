/**
 * A name as Kubernetes allows it for containers (a label of RFC 1123). Apart from what needs zod,
 * which k6 can't load.
 */
export const containerName = /^[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?$/;
