package rest

import (
	"github.com/danielgtaylor/huma/v2"

	"lifecircle/api/answer"
	"lifecircle/geo/streets"
)

// addCells registers the walk of every place of demand.
func (s *server) addCells() {
	s.addCity("cells", "/cells", "The walk of every place of demand to its nearest facility", tableFirst, answer.CellsDocument{}, nil, getCells,
		cellsParams...)
}

var cellsParams = []*huma.Param{paramService, paramDistrict, paramLevel, paramLimit, paramProfile, paramTreatment}

func getCells(r *request) (outcome, error) {
	cells, err := r.engine.Cells(r.context(), r.args.question())
	if err != nil {
		return outcome{}, err
	}
	return r.streamed(answer.Cells{City: r.engine.City(), Lang: r.lang, Cells: cells, Profile: r.args.one("profile"), Private: streets.Private(r.args.one("private"))}), nil
}
