// Verifies a log with golang.org/x/mod's tlog and note, and filippo.io/torchwood:
//
//	log-go check PREFIX KEY [WITNESS...]   checkpoint, cosignatures, all tiles, and a proof of each entry
//	log-go grows FIRST SECOND PREFIX       whether the log of one checkpoint (a file) grew into that of another
//	log-go vectors                         what they make of small trees, for src/test/resources/transparency
package main

import (
	"crypto/ed25519"
	"encoding/base64"
	"encoding/binary"
	"encoding/json"
	"fmt"
	"io"
	"net/http"
	"os"
	"strconv"
	"strings"

	"filippo.io/torchwood"
	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

func must[T any](value T, err error) T {
	if err != nil {
		fmt.Fprintln(os.Stderr, "log-go:", err)
		os.Exit(1)
	}
	return value
}

func require(err error) { must(0, err) }

// A witness by its verifier key, whose type x/mod's note does not know.
type witness struct {
	name string
	hash uint32
	key  ed25519.PublicKey
}

func cosigner(text string) (witness, error) {
	parts := strings.SplitN(text, "+", 3)
	if len(parts) != 3 {
		return witness{}, fmt.Errorf("%s is no verifier key", text)
	}
	material, err := base64.StdEncoding.DecodeString(parts[2])
	if err != nil || len(material) != 33 || material[0] != 4 {
		return witness{}, fmt.Errorf("%s is no verifier key of a witness", text)
	}
	hash, err := strconv.ParseUint(parts[1], 16, 32)
	return witness{parts[0], uint32(hash), material[1:]}, err
}

func (w witness) Name() string    { return w.name }
func (w witness) KeyHash() uint32 { return w.hash }

func (w witness) Verify(text, signature []byte) bool {
	if len(signature) != 72 {
		return false
	}
	head := fmt.Sprintf("cosignature/v1\ntime %d\n", binary.BigEndian.Uint64(signature))
	return ed25519.Verify(w.key, append([]byte(head), text...), signature[8:])
}

func get(url string) ([]byte, error) {
	answer, err := http.Get(url)
	if err != nil {
		return nil, err
	}
	defer answer.Body.Close()
	if answer.StatusCode != 200 {
		return nil, fmt.Errorf("%s: %s", url, answer.Status)
	}
	return io.ReadAll(answer.Body)
}

type tiles struct{ prefix string }

func (t tiles) Height() int { return 8 }

func (t tiles) ReadTiles(wanted []tlog.Tile) ([][]byte, error) {
	var all [][]byte
	for _, tile := range wanted {
		bytes, err := get(t.prefix + "/" + torchwood.TilePath(tile))
		if err != nil {
			return nil, err
		}
		all = append(all, bytes)
	}
	return all, nil
}

func (t tiles) SaveTiles([]tlog.Tile, [][]byte) {}

func entries(bundle []byte) [][]byte {
	var all [][]byte
	for len(bundle) > 1 {
		length := int(bundle[0])<<8 | int(bundle[1])
		all = append(all, bundle[2:2+length])
		bundle = bundle[2+length:]
	}
	return all
}

func check(prefix, key string, witnesses []string) {
	verifiers := []note.Verifier{must(note.NewVerifier(key))}
	for _, one := range witnesses {
		verifiers = append(verifiers, must(cosigner(one)))
	}
	signed := must(note.Open(must(get(prefix+"/checkpoint")), note.VerifierList(verifiers...)))
	if len(signed.Sigs) != len(verifiers) {
		require(fmt.Errorf("%d of %d keys have signed the checkpoint", len(signed.Sigs), len(verifiers)))
	}
	checkpoint := must(torchwood.ParseCheckpoint(signed.Text))
	if checkpoint.Origin != verifiers[0].Name() {
		require(fmt.Errorf("origin %s", checkpoint.Origin))
	}
	hashes := tlog.TileHashReader(checkpoint.Tree, tiles{prefix})
	index := int64(0)
	for index < checkpoint.N {
		width := min(256, checkpoint.N-index)
		tile := tlog.Tile{H: 8, L: -1, N: index / 256, W: int(width)}
		all := entries(must(get(prefix + "/" + torchwood.TilePath(tile))))
		if int64(len(all)) != width {
			require(fmt.Errorf("bundle %d has %d entries", tile.N, len(all)))
		}
		for _, entry := range all {
			proof := must(tlog.ProveRecord(checkpoint.N, index, hashes))
			require(tlog.CheckRecord(proof, checkpoint.N, checkpoint.Hash, index, tlog.RecordHash(entry)))
			index++
		}
	}
	fmt.Printf("%d entries are in the log %s, %d signatures\n", index, checkpoint.Origin, len(signed.Sigs))
}

func checkpointIn(file string) torchwood.Checkpoint {
	text, _, _ := strings.Cut(string(must(os.ReadFile(file))), "\n\n")
	return must(torchwood.ParseCheckpoint(text + "\n"))
}

func grows(first, second, prefix string) {
	before, after := checkpointIn(first), checkpointIn(second)
	proof := must(tlog.ProveTree(after.N, before.N, tlog.TileHashReader(after.Tree, tiles{prefix})))
	require(tlog.CheckTree(proof, after.N, after.Hash, before.N, before.Hash))
	fmt.Printf("%d entries grew into %d\n", before.N, after.N)
}

type vector struct {
	Size        int64
	Root        string
	Tiles       map[string]string
	Inclusion   map[int64][]string
	Consistency map[int64][]string
}

func texts(hashes []tlog.Hash) []string {
	all := []string{}
	for _, hash := range hashes {
		all = append(all, hash.String())
	}
	return all
}

func vectors() {
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) ([]tlog.Hash, error) {
		var all []tlog.Hash
		for _, index := range indexes {
			all = append(all, stored[index])
		}
		return all, nil
	})
	wanted := map[int64]bool{1: true, 2: true, 3: true, 7: true, 8: true, 255: true, 256: true, 257: true, 600: true, 66000: true}
	var all []vector
	for n := int64(0); n < 66000; n++ {
		stored = append(stored, must(tlog.StoredHashes(n, []byte(fmt.Sprintf("entry %d", n)), reader))...)
		size := n + 1
		if !wanted[size] {
			continue
		}
		v := vector{size, must(tlog.TreeHash(size, reader)).String(), map[string]string{}, map[int64][]string{}, map[int64][]string{}}
		for _, tile := range tlog.NewTiles(8, 0, size) {
			if tile.W < 256 || tile.N == 0 {
				sum := tlog.RecordHash(must(tlog.ReadTileData(tile, reader)))
				v.Tiles[strings.TrimPrefix(torchwood.TilePath(tile), "tile/")] = sum.String()
			}
		}
		for _, at := range []int64{0, 1, size / 3, size / 2, size - 1} {
			if at < size {
				v.Inclusion[at] = texts(must(tlog.ProveRecord(size, at, reader)))
			}
			if at > 0 {
				v.Consistency[at] = texts(must(tlog.ProveTree(size, at, reader)))
			}
		}
		all = append(all, v)
	}
	key := ed25519.NewKeyFromSeed([]byte("a seed that counts thirty-two by"))
	signer := must(torchwood.NewCosignatureSigner("witness.example/w1", key))
	text := "log.example/one\n600\n" + all[8].Root + "\n"
	logKey := must(note.NewSigner("PRIVATE+KEY+log.example/one+" + keyHash("log.example/one", key) + "+" +
		base64.StdEncoding.EncodeToString(append([]byte{1}, key.Seed()...))))
	signed := must(note.Sign(&note.Note{Text: text}, logKey, signer))
	out := json.NewEncoder(os.Stdout)
	out.SetIndent("", " ")
	require(out.Encode(map[string]any{
		"trees": all, "note": string(signed), "seed": base64.StdEncoding.EncodeToString(key.Seed()),
		"key":     must(note.NewEd25519VerifierKey("log.example/one", key.Public().(ed25519.PublicKey))),
		"witness": signer.Verifier().String(),
	}))
}

func keyHash(name string, key ed25519.PrivateKey) string {
	text := must(note.NewEd25519VerifierKey(name, key.Public().(ed25519.PublicKey)))
	return strings.Split(text, "+")[1]
}

func main() {
	switch args := os.Args[1:]; {
	case len(args) >= 3 && args[0] == "check":
		check(args[1], args[2], args[3:])
	case len(args) == 4 && args[0] == "grows":
		grows(args[1], args[2], args[3])
	case len(args) == 1 && args[0] == "vectors":
		vectors()
	default:
		fmt.Fprintln(os.Stderr, "log-go check PREFIX KEY [WITNESS...] | grows FIRST SECOND PREFIX | vectors")
		os.Exit(2)
	}
}
