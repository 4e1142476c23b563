package dev.kindred.benchmarks.kindred;

import dev.kindred.datastore.spring.data.repository.DatastoreRepository;
import java.util.List;

interface CityRepository extends DatastoreRepository<City, Long>, LargestCities {

    List<City> findFirst20ByCountryOrderByPopulationDesc(String country);

    List<City> findFirst20ByCountryAndFeature(String country, String feature);
}
