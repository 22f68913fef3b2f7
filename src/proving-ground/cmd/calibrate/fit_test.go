package main

import (
	"math"
	"testing"
)

// What was put together of three costs is taken apart into the same three.
func TestLeastSquares(t *testing.T) {
	var rows [][3]float64
	var took []float64
	for _, p := range points {
		r := [3]float64{1, float64(p.count), float64(p.count * p.bytes)}
		rows = append(rows, r)
		took = append(took, 2e-3+17e-6*r[1]+10e-9*r[2])
	}
	got, err := leastSquares(rows, took)
	if err != nil {
		t.Fatal(err)
	}
	for i, want := range []float64{2e-3, 17e-6, 10e-9} {
		if math.Abs(got[i]-want) > want*1e-6 {
			t.Errorf("cost %d is %g, not %g", i, got[i], want)
		}
	}
}

func TestLeastSquaresOfOnePoint(t *testing.T) {
	if _, err := leastSquares([][3]float64{{0, 0, 0}}, []float64{1}); err == nil {
		t.Error("nothing can be told of no point")
	}
}
