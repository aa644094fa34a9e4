"""The Spark ML stages of Bellows for PySpark 3.5, in one file that needs nothing else.

    spark-submit --jars JARS --py-files scripts/python/bellows.py APPLICATION.py

JARS are the jars of Bellows, as docs/spark-ml.md says. Each class wraps the Java class of the same name, and
what is saved from Python is loaded from Java and Scala, and the other way round. Import this module before a
pipeline with a stage of it is loaded.
"""
import json
import sys

from py4j.java_gateway import JavaPackage
from pyspark import SparkContext, keyword_only
from pyspark.ml.param import Param, Params, TypeConverters
from pyspark.ml.util import JavaMLReadable, JavaMLReader, JavaMLWritable
from pyspark.ml.wrapper import JavaEstimator, JavaModel

__all__ = ["BellowsClassifier", "BellowsClassificationModel", "BellowsRegressor", "BellowsRegressionModel"]

_PACKAGE = "io.github.bellows.driver.ml"

# Readers of pipelines look for the Python class of a stage in a module named like its Java package.
sys.modules[_PACKAGE] = sys.modules[__name__]


def _java_class(name):
    """Returns the Java class behind a Python class.

    Raises RuntimeError if no session runs, or if its driver does not know the class.
    """
    context = SparkContext._active_spark_context
    if context is None:
        raise RuntimeError(f"{name}: needs a running session. Call SparkSession.builder.getOrCreate() first.")
    found = context._jvm
    for part in f"{_PACKAGE}.{name}".split("."):
        found = getattr(found, part)
    if isinstance(found, JavaPackage):
        raise RuntimeError(f"{_PACKAGE}.{name}: is not on the class path of the driver. "
                           "Start the session with --jars and the jars of Bellows.")
    return found


def toYaml(value):
    """Returns text as it is, and anything else that JSON can say as JSON, which is YAML too."""
    return value if isinstance(value, str) else json.dumps(value)


def toListOfSettings(value):
    """Returns key=value texts of a dict; a list is one of such texts already."""
    if isinstance(value, dict):
        return [f"{key}={toYaml(item)}" for key, item in value.items()]
    return TypeConverters.toListString(value)


class _Reader(JavaMLReader):
    """Reads with the Java class of the same name."""

    @classmethod
    def _java_loader_class(cls, clazz):
        return f"{_PACKAGE}.{clazz.__name__}"

    @classmethod
    def _load_java_obj(cls, clazz):
        return _java_class(clazz.__name__)


class _Readable(JavaMLReadable):
    """What is saved and loaded in Java's form."""

    @classmethod
    def read(cls):
        """Returns a reader of what was saved."""
        return _Reader(cls)


class _Columns(Params):
    """The columns that all stages have."""

    featuresCol = Param(Params._dummy(), "featuresCol", "column of vectors or arrays to learn from",
                        TypeConverters.toString)
    featuresCols = Param(Params._dummy(), "featuresCols",
                         "columns of numbers to learn from, in place of featuresCol", TypeConverters.toListString)
    predictionCol = Param(Params._dummy(), "predictionCol", "column of the predictions; empty for none",
                          TypeConverters.toString)

    def __init__(self):
        super().__init__()
        self._setDefault(featuresCol="features", featuresCols=[], predictionCol="prediction")

    def getFeaturesCol(self):
        """Returns the column of vectors or arrays to learn from."""
        return self.getOrDefault(self.featuresCol)

    def setFeaturesCol(self, value):
        """Sets the column of vectors or arrays to learn from."""
        return self._set(featuresCol=value)

    def getFeaturesCols(self):
        """Returns the columns of numbers to learn from; none by default."""
        return self.getOrDefault(self.featuresCols)

    def setFeaturesCols(self, value):
        """Sets a list of columns that each hold a number, in place of one column of vectors."""
        return self._set(featuresCols=value)

    def getPredictionCol(self):
        """Returns the column of the predictions."""
        return self.getOrDefault(self.predictionCol)

    def setPredictionCol(self, value):
        """Sets the column of the predictions; empty for none."""
        return self._set(predictionCol=value)


class _ClassColumns(Params):
    """The columns that a classifier and its model have besides."""

    rawPredictionCol = Param(Params._dummy(), "rawPredictionCol", "column of the classes' scores; empty for none",
                             TypeConverters.toString)
    probabilityCol = Param(Params._dummy(), "probabilityCol", "column of the classes' probabilities; empty for none",
                           TypeConverters.toString)

    def __init__(self):
        super().__init__()
        self._setDefault(rawPredictionCol="rawPrediction", probabilityCol="probability")

    def getRawPredictionCol(self):
        """Returns the column of the scores of all classes."""
        return self.getOrDefault(self.rawPredictionCol)

    def setRawPredictionCol(self, value):
        """Sets the column of the scores of all classes; empty for none."""
        return self._set(rawPredictionCol=value)

    def getProbabilityCol(self):
        """Returns the column of the probabilities of all classes."""
        return self.getOrDefault(self.probabilityCol)

    def setProbabilityCol(self, value):
        """Sets the column of the probabilities of all classes; empty for none."""
        return self._set(probabilityCol=value)


class _Training(Params):
    """What an estimator has besides columns of features and predictions."""

    network = Param(Params._dummy(), "network", "the network: YAML as beneath model: in a configuration", toYaml)
    optimizer = Param(Params._dummy(), "optimizer", "the optimizer: YAML as beneath optimizer:", toYaml)
    epochs = Param(Params._dummy(), "epochs", "passes over the training rows", TypeConverters.toInt)
    batch = Param(Params._dummy(), "batch", "rows in one lane of one step", TypeConverters.toInt)
    lanes = Param(Params._dummy(), "lanes", "a step takes lanes times batch rows", TypeConverters.toInt)
    seed = Param(Params._dummy(), "seed", "of first weights, order of rows and dropout", TypeConverters.toInt)
    labelCol = Param(Params._dummy(), "labelCol", "column to predict", TypeConverters.toString)
    weightCol = Param(Params._dummy(), "weightCol", "column of the rows' weights; empty if all weigh the same",
                      TypeConverters.toString)
    validationIndicatorCol = Param(Params._dummy(), "validationIndicatorCol",
                                   "column that is true for rows to validate on; empty to train on all",
                                   TypeConverters.toString)
    conf = Param(Params._dummy(), "conf", "any other key of a configuration, as key=value", toListOfSettings)
    runDirectory = Param(Params._dummy(), "runDirectory",
                         "where each fit leaves a run directory; empty to leave none", TypeConverters.toString)

    def __init__(self):
        super().__init__()
        self._setDefault(labelCol="label", weightCol="", validationIndicatorCol="", conf=[], runDirectory="")

    def getNetwork(self):
        """Returns the network as YAML; it has no default."""
        return self.getOrDefault(self.network)

    def setNetwork(self, value):
        """Sets the network: what stands beneath model: in a configuration, as YAML or as a dict."""
        return self._set(network=value)

    def getOptimizer(self):
        """Returns the optimizer as YAML; only if it was set."""
        return self.getOrDefault(self.optimizer)

    def setOptimizer(self, value):
        """Sets the optimizer, such as 'adam: {learningRate: 0.01}' or {"adam": {"learningRate": 0.01}}."""
        return self._set(optimizer=value)

    def getEpochs(self):
        """Returns the passes over the training rows; only if they were set."""
        return self.getOrDefault(self.epochs)

    def setEpochs(self, value):
        """Sets the passes over the training rows, at least 1."""
        return self._set(epochs=value)

    def getBatch(self):
        """Returns the rows in one lane of one step; only if they were set."""
        return self.getOrDefault(self.batch)

    def setBatch(self, value):
        """Sets the rows in one lane of one step, at least 1."""
        return self._set(batch=value)

    def getLanes(self):
        """Returns the lanes of a step; only if they were set."""
        return self.getOrDefault(self.lanes)

    def setLanes(self, value):
        """Sets the lanes of a step, at least 1; no more workers than lanes compute."""
        return self._set(lanes=value)

    def getSeed(self):
        """Returns the seed; only if it was set."""
        return self.getOrDefault(self.seed)

    def setSeed(self, value):
        """Sets the seed of first weights, order of rows and dropout."""
        return self._set(seed=value)

    def getLabelCol(self):
        """Returns the column to predict."""
        return self.getOrDefault(self.labelCol)

    def setLabelCol(self, value):
        """Sets the column to predict."""
        return self._set(labelCol=value)

    def getWeightCol(self):
        """Returns the column of the rows' weights; empty by default."""
        return self.getOrDefault(self.weightCol)

    def setWeightCol(self, value):
        """Sets the column of the rows' weights, at least 0; rows of weight 0 are left out."""
        return self._set(weightCol=value)

    def getValidationIndicatorCol(self):
        """Returns the column that is true for rows to validate on; empty by default."""
        return self.getOrDefault(self.validationIndicatorCol)

    def setValidationIndicatorCol(self, value):
        """Sets the column that is true for rows to validate on; null counts as false."""
        return self._set(validationIndicatorCol=value)

    def getConf(self):
        """Returns the other keys of a configuration as key=value; none by default."""
        return self.getOrDefault(self.conf)

    def setConf(self, value):
        """Sets other keys of a configuration, all at once: {"training.clip.norm": 1.0}. They override the setters."""
        return self._set(conf=value)

    def getRunDirectory(self):
        """Returns where each fit leaves a run directory; empty by default."""
        return self.getOrDefault(self.runDirectory)

    def setRunDirectory(self, value):
        """Sets a directory, on any file system, in which each fit leaves a run directory of its own."""
        return self._set(runDirectory=value)


class _Network(JavaEstimator, _Columns, _Training, _Readable, JavaMLWritable):
    """Trains a network with the Java class of the same name."""

    def _begin(self, params):
        """Makes the Java object, and sets the parameters that were given."""
        self._java_obj = _java_class(type(self).__name__)(self.uid)
        self._set(**params)

    def setParams(self, **params):
        """Sets parameters by their names."""
        for name in params:
            if not self.hasParam(name):
                raise TypeError(f"{name}: no such parameter. There are {', '.join(p.name for p in self.params)}.")
        return self._set(**params)


class _Trained(JavaModel, _Columns, _Readable, JavaMLWritable):
    """A trained network, which fit and load return."""

    engine = Param(Params._dummy(), "engine", "what computes predictions: auto, torch or dl4j",
                   TypeConverters.toString)

    def __init__(self, java_model=None):
        super().__init__(java_model)
        self._setDefault(engine="auto")
        if java_model is not None:
            self._transfer_params_from_java()

    def getEngine(self):
        """Returns what computes predictions."""
        return self.getOrDefault(self.engine)

    def setEngine(self, value):
        """Sets what computes predictions: auto, torch or dl4j; the engine of training at first."""
        return self._set(engine=value)

    @property
    def numFeatures(self):
        """How many features the network takes."""
        return self._call_java("numFeatures")


class BellowsClassifier(_Network, _ClassColumns):
    """Trains a network that tells classes apart; labels are numbers."""

    @keyword_only
    def __init__(self, *, network=None, optimizer=None, epochs=None, batch=None, lanes=None, seed=None,
                 featuresCol="features", featuresCols=None, labelCol="label", weightCol="",
                 validationIndicatorCol="", predictionCol="prediction", rawPredictionCol="rawPrediction",
                 probabilityCol="probability", conf=None, runDirectory=""):
        """Creates a classifier; the parameters are those of docs/spark-ml.md."""
        super().__init__()
        self._begin(self._input_kwargs)

    def _create_model(self, java_model):
        return BellowsClassificationModel(java_model)


class BellowsClassificationModel(_Trained, _ClassColumns):
    """A network that tells classes apart."""

    @property
    def numClasses(self):
        """The number of classes, which is the length of the vectors of scores."""
        return self._call_java("numClasses")

    @property
    def classes(self):
        """The label of each element of the vectors of scores."""
        return list(self._call_java("classes"))


class BellowsRegressor(_Network):
    """Trains a network of one output that predicts a number."""

    @keyword_only
    def __init__(self, *, network=None, optimizer=None, epochs=None, batch=None, lanes=None, seed=None,
                 featuresCol="features", featuresCols=None, labelCol="label", weightCol="",
                 validationIndicatorCol="", predictionCol="prediction", conf=None, runDirectory=""):
        """Creates a regressor; the parameters are those of docs/spark-ml.md."""
        super().__init__()
        self._begin(self._input_kwargs)

    def _create_model(self, java_model):
        return BellowsRegressionModel(java_model)


class BellowsRegressionModel(_Trained):
    """A network that predicts a number."""
