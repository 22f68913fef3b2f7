package main

import (
	"bytes"
	"os"
	"path/filepath"
	"testing"
)

func TestTheSameFilesMakeTheSameBytes(t *testing.T) {
	file := filepath.Join(t.TempDir(), "program")
	if err := os.WriteFile(file, []byte("#!/bin/true\n"), 0o755); err != nil {
		t.Fatal(err)
	}
	var first, second bytes.Buffer
	for _, to := range []*bytes.Buffer{&first, &second} {
		if err := write(to, "ground.invalid/program:1", "program", []string{file}); err != nil {
			t.Fatal(err)
		}
	}
	if first.Len() == 0 || !bytes.Equal(first.Bytes(), second.Bytes()) {
		t.Fatal("two archives of the same file differ, or are empty")
	}
}

func TestAFileThatIsMissingIsSaid(t *testing.T) {
	if err := write(&bytes.Buffer{}, "n", "e", []string{"/nonexistent/program"}); err == nil {
		t.Fatal("no error")
	}
}
