package dev.kindred.benchmarks.jpa;

import dev.kindred.benchmarks.Place;
import jakarta.persistence.Column;
import jakarta.persistence.Entity;
import jakarta.persistence.Id;
import jakarta.persistence.Index;
import jakarta.persistence.PostLoad;
import jakarta.persistence.PostPersist;
import jakarta.persistence.Table;
import jakarta.persistence.Transient;
import java.time.Instant;
import org.springframework.data.domain.Persistable;

/** A place as a JPA entity. It knows whether it is new, so that saving one costs an insert and not a select before it. */
@Entity
@Table(
        name = "city",
        indexes = {
            @Index(name = "city_name", columnList = "name"),
            @Index(name = "city_country_population", columnList = "country, population"),
            @Index(name = "city_country", columnList = "country"),
            @Index(name = "city_feature", columnList = "feature"),
            @Index(name = "city_population", columnList = "population")
        })
class City implements Persistable<Long> {

    @Id
    private Long id;

    @Column(nullable = false)
    private String name;

    @Column(nullable = false, length = 2)
    private String country;

    @Column(nullable = false)
    private String admin1;

    @Column(nullable = false, length = 10)
    private String feature;

    private long population;
    private double latitude;
    private double longitude;

    @Column(nullable = false)
    private Instant created;

    private long visits;

    @Transient
    private boolean stored;

    @SuppressWarnings("NullAway.Init") // Hibernate fills the fields
    protected City() {}

    City(Place place) {
        id = place.id();
        name = place.name();
        country = place.country();
        admin1 = place.admin1();
        feature = place.feature();
        population = place.population();
        latitude = place.latitude();
        longitude = place.longitude();
        created = place.created();
        visits = place.visits();
    }

    @Override
    public Long getId() {
        return id;
    }

    @Override
    public boolean isNew() {
        return !stored;
    }

    @PostLoad
    @PostPersist
    void markStored() {
        stored = true;
    }

    void visitByNewInhabitant() {
        population++;
        visits++;
    }

    Place toPlace() {
        return new Place(id, name, country, admin1, feature, population, latitude, longitude, created, visits);
    }
}
