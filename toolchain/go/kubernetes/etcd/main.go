// Command etcd is etcd as it is released, but for the size of its log's segments. It lays each of them out in full, two at
// a time: released, that is 128 MB, which a member whose data lie in memory can't afford.
package main

import (
	"os"

	"go.etcd.io/etcd/server/v3/etcdmain"
	"go.etcd.io/etcd/server/v3/storage/wal"
)

const segmentBytes = 1 << 20

func main() {
	wal.SegmentSizeBytes = segmentBytes
	etcdmain.Main(os.Args)
}
