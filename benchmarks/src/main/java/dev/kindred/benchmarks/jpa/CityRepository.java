package dev.kindred.benchmarks.jpa;

import java.util.List;
import org.springframework.data.jpa.repository.JpaRepository;
import org.springframework.data.jpa.repository.Modifying;
import org.springframework.data.jpa.repository.Query;
import org.springframework.transaction.annotation.Transactional;

interface CityRepository extends JpaRepository<City, Long> {

    List<City> findFirst20ByCountryOrderByPopulationDesc(String country);

    List<City> findFirst20ByCountryAndFeature(String country, String feature);

    @Transactional
    @Modifying
    @Query("delete from City c where c.id >= ?1 and c.id < ?2")
    int deleteBetween(long firstId, long endId);
}
