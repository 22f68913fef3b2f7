// Command image writes a container image of one layer as a tar archive that "ctr images import"
// takes: image NAME ENTRYPOINT FILE… > ARCHIVE. Every file lies in the image's /usr/local/bin. The
// bytes depend on nothing but the arguments, so an image that was imported once is known again.
package main

import (
	"archive/tar"
	"bytes"
	"crypto/sha256"
	"encoding/hex"
	"encoding/json"
	"fmt"
	"io"
	"os"
	"path/filepath"
	"time"
)

const binaries = "usr/local/bin/"

func main() {
	if len(os.Args) < 4 {
		fmt.Fprintln(os.Stderr, "image NAME ENTRYPOINT FILE...")
		os.Exit(2)
	}
	if err := write(os.Stdout, os.Args[1], os.Args[2], os.Args[3:]); err != nil {
		fmt.Fprintln(os.Stderr, "image:", err)
		os.Exit(1)
	}
}

func write(to io.Writer, name, entrypoint string, files []string) error {
	layer, err := layerOf(files)
	if err != nil {
		return err
	}
	diff := digest(layer)
	config, err := json.Marshal(map[string]any{
		"architecture": "amd64",
		"os":           "linux",
		"created":      time.Unix(0, 0).UTC(),
		"config": map[string]any{
			"Entrypoint": []string{"/" + binaries + entrypoint},
			"Env":        []string{"PATH=/" + binaries + ":/usr/bin:/bin"},
		},
		"rootfs":  map[string]any{"type": "layers", "diff_ids": []string{"sha256:" + diff}},
		"history": []map[string]any{{"created_by": "the proving ground"}},
	})
	if err != nil {
		return err
	}
	configName := digest(config) + ".json"
	manifest, err := json.Marshal([]map[string]any{{
		"Config": configName, "RepoTags": []string{name}, "Layers": []string{diff + "/layer.tar"},
	}})
	if err != nil {
		return err
	}
	out := tar.NewWriter(to)
	for _, part := range []struct {
		name  string
		bytes []byte
	}{{diff + "/layer.tar", layer}, {configName, config}, {"manifest.json", manifest}} {
		if err := add(out, part.name, 0o644, part.bytes); err != nil {
			return err
		}
	}
	return out.Close()
}

func layerOf(files []string) ([]byte, error) {
	var layer bytes.Buffer
	out := tar.NewWriter(&layer)
	for _, dir := range []string{"usr/", "usr/local/", binaries, "etc/", "tmp/"} {
		if err := out.WriteHeader(&tar.Header{Name: dir, Typeflag: tar.TypeDir, Mode: 0o755}); err != nil {
			return nil, err
		}
	}
	for _, f := range files {
		content, err := os.ReadFile(f)
		if err != nil {
			return nil, err
		}
		if err := add(out, binaries+filepath.Base(f), 0o755, content); err != nil {
			return nil, err
		}
	}
	if err := out.Close(); err != nil {
		return nil, err
	}
	return layer.Bytes(), nil
}

func add(out *tar.Writer, name string, mode int64, content []byte) error {
	header := &tar.Header{Name: name, Typeflag: tar.TypeReg, Mode: mode, Size: int64(len(content))}
	if err := out.WriteHeader(header); err != nil {
		return err
	}
	_, err := out.Write(content)
	return err
}

func digest(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}
