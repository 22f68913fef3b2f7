package main

import (
	"errors"
	"fmt"
	"math"
)

// fit finds the cost of a LIST, of an object and of a byte (of the object, not of the answer, which is
// compressed) by least squares over the config maps of several counts and sizes.
func (c *costs) fit() error {
	for _, accept := range []string{plain, protobuf} {
		var rows [][3]float64
		var took []float64
		for _, p := range points {
			s := c.measured[p.name(accept)]
			rows = append(rows, [3]float64{1, float64(p.count), float64(p.count * p.bytes)})
			took = append(took, s.both())
		}
		x, err := leastSquares(rows, took)
		if err != nil {
			return err
		}
		worst := 0.0
		for i, r := range rows {
			fitted := x[0] + x[1]*r[1] + x[2]*r[2]
			worst = math.Max(worst, math.Abs(fitted-took[i])/took[i])
		}
		fmt.Printf("fit, %s: %.3f ms a LIST + %.2f µs an object + %.2f ns a byte; worst off by %.0f %%\n",
			accept, 1e3*x[0], 1e6*x[1], 1e9*x[2], 100*worst)
	}
	return nil
}

// leastSquares solves the normal equations, each row weighted by what it took, so that small lists count too.
func leastSquares(rows [][3]float64, y []float64) ([3]float64, error) {
	var a [3][4]float64
	for n, r := range rows {
		w := 1 / (y[n] * y[n])
		for i := range 3 {
			for j := range 3 {
				a[i][j] += w * r[i] * r[j]
			}
			a[i][3] += w * r[i] * y[n]
		}
	}
	for i := range 3 {
		if math.Abs(a[i][i]) < 1e-300 {
			return [3]float64{}, errors.New("the points do not tell count and bytes apart")
		}
		for k := range 3 {
			if k == i {
				continue
			}
			f := a[k][i] / a[i][i]
			for j := i; j < 4; j++ {
				a[k][j] -= f * a[i][j]
			}
		}
	}
	return [3]float64{a[0][3] / a[0][0], a[1][3] / a[1][1], a[2][3] / a[2][2]}, nil
}
